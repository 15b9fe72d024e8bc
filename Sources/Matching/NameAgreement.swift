/// How far two names can be one person's.
enum NameAgreement: Comparable {
    /// Different people, or a name that has no given name or no surname.
    case none
    /// The given names of the one are among the other's, and one surname is in both. Brothers and sisters have different
    /// given names, but father and son may agree so far: enough only where the birth date is the same.
    case partial
    /// The first given name is the same, and as far as both have them so are the further given names and the surnames, in
    /// any order. José Luis and José Antonio are brothers, and two Juan Pérez with different mothers are
    /// father and son; but Juan and Juan Carlos, Pérez and Pérez López may be one.
    case full

    static func between(_ a: PersonName?, _ b: PersonName?) -> NameAgreement {
        guard let a, let b else { return .none }
        guard a.isDivided, b.isDivided else { return wordsAgree(a, b) ? .full : .none }
        guard givenNamesAgree(a, b), isSurnameShared(a, b) else { return .none }
        let isFull = agree(a.given[0], b.given[0]) && contained(a.surnames, b.surnames, by: OneEdit.separates)
        return isFull ? .full : .partial
    }

    /// Whether one given name can stand for the other: what two records of one person must have at least.
    static func givenNamesAgree(_ a: PersonName, _ b: PersonName) -> Bool {
        guard a.isDivided, b.isDivided else { return agree(a.given[0], b.given[0]) }
        return contained(a.given, b.given, by: agree)
    }

    /// Where one of them is a full name: the first words agree, then those that both have, and a known surname among them.
    private static func wordsAgree(_ a: PersonName, _ b: PersonName) -> Bool {
        guard agree(a.given[0], b.given[0]), isSurnameShared(a, b) else { return false }
        let further = [a, b].map { $0.given.dropFirst() + $0.surnames.map(GivenName.init) }
        return contained(Array(further[0]), Array(further[1]), by: agree)
    }

    private static func isSurnameShared(_ a: PersonName, _ b: PersonName) -> Bool {
        a.surnames.contains { surname in b.surnames.contains { OneEdit.separates(surname, $0) } }
    }

    /// Equal, one of them the other's initial, short for the same name, or one slip apart. The last letter must be the
    /// same for a slip: it tells Fernando from Fernanda, and Daniel from Daniela.
    private static func agree(_ a: GivenName, _ b: GivenName) -> Bool {
        if a.word == b.word { return true }
        if a.isInitial || b.isInitial { return a.word.first == b.word.first }
        if a.meanings.contains(where: b.meanings.contains) { return true }
        return a.word.last == b.word.last && OneEdit.separates(a.word, b.word)
    }

    /// Whether each word of the shorter list has a partner of its own in the longer, equal ones first.
    private static func contained<Word: Equatable>(_ a: [Word], _ b: [Word], by agree: (Word, Word) -> Bool) -> Bool {
        let (fewer, more) = a.count <= b.count ? (a, b) : (b, a)
        var candidates = more
        let unpaired = fewer.filter { word in !takePartner(from: &candidates) { word == $0 } }
        return unpaired.allSatisfy { word in takePartner(from: &candidates) { agree(word, $0) } }
    }

    private static func takePartner<Word>(from candidates: inout [Word], where isPartner: (Word) -> Bool) -> Bool {
        guard let index = candidates.firstIndex(where: isPartner) else { return false }
        candidates.remove(at: index)
        return true
    }
}
