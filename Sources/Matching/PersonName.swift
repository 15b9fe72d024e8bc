/// A person's name, ready to be compared. There is none without a given name and a surname.
struct PersonName: Hashable, Sendable {
    /// At least one, as there is at least one surname.
    let given: [GivenName]
    let surnames: [String]
    /// False where only a full name was known: then `given` is its first word, and `surnames` holds all others, second
    /// given names among them.
    let isDivided: Bool

    init?(_ record: MatchRecord) {
        let surnames = [record.surname, record.secondSurname].compactMap { $0 }.flatMap(NameTokens.of)
        let given = record.given.map(NameTokens.of) ?? []
        if !given.isEmpty, !surnames.isEmpty {
            self.init(given: given, surnames: surnames, isDivided: true)
        } else if let fullName = record.fullName {
            self.init(fullName: fullName)
        } else {
            return nil
        }
    }

    /// Reads `Ana Ruiz Gil`, and `Ruiz Gil, Ana`, which says itself where the surnames end.
    init?(fullName: String) {
        let halves = fullName.split(separator: ",", maxSplits: 1).map { NameTokens.of(String($0)) }
        if halves.count == 2, !halves[0].isEmpty, !halves[1].isEmpty {
            self.init(given: halves[1], surnames: halves[0], isDivided: true)
        } else {
            let words = NameTokens.of(fullName)
            guard words.count >= 2 else { return nil }
            self.init(given: [words[0]], surnames: Array(words.dropFirst()), isDivided: false)
        }
    }

    private init(given: [String], surnames: [String], isDivided: Bool) {
        self.given = given.map(GivenName.init)
        self.surnames = surnames
        self.isDivided = isDivided
    }
}

/// One word of a given name, with the names that it may be short for.
struct GivenName: Hashable, Sendable {
    let word: String
    let meanings: [String]

    init(_ word: String) {
        self.word = word
        meanings = Nickname.meanings[word] ?? [word]
    }

    var isInitial: Bool { word.unicodeScalars.count == 1 }
}
