import Loyalty

/// Two records that share a phone or an e-mail and whose names agree.
struct Link: Comparable {
    /// The same birth date on both sides is the better evidence, and is joined first.
    let hasSameBirthDate: Bool
    let older: Int
    let newer: Int

    static func < (a: Link, b: Link) -> Bool {
        if a.hasSameBirthDate != b.hasSameBirthDate { return a.hasSameBirthDate }
        return (a.older, a.newer) < (b.older, b.newer)
    }
}

/// Finds the links among records that share a phone, or that share an e-mail.
struct SharedContacts {
    /// A phone or e-mail with more different people than this is nobody's (a store's own, an invented one): it links
    /// no one. It also bounds the work: a contact gives at most `peopleMax²` comparisons, however many records have it.
    static let peopleMax = 50

    /// Records that look the same in all that matching compares count as one person.
    private struct Appearance: Hashable {
        let name: PersonName
        let birthDate: LocalDay?
        let nationalIDs: [String]
    }

    let records: [MatchRecord]
    let names: [PersonName?]

    func links() -> [Link] {
        var links: [Link] = []
        for contact in [\MatchRecord.phones, \.emails] {
            for block in IdentityBlock.all(of: records, by: contact) { addLinks(in: block, to: &links) }
        }
        return links
    }

    private func addLinks(in block: [Int], to links: inout [Link]) {
        var people: [Appearance: Int] = [:]
        var representatives: [Int] = []
        var copies: [(of: Int, index: Int)] = []
        for index in block {
            guard let name = names[index] else { continue }
            let record = records[index]
            let appearance = Appearance(name: name, birthDate: record.birthDate, nationalIDs: record.nationalIDs)
            if let representative = people[appearance] {
                copies.append((representative, index))
            } else {
                people[appearance] = index
                representatives.append(index)
            }
            guard representatives.count <= Self.peopleMax else { return }
        }
        for copy in copies { links.append(link(copy.of, copy.index)) }
        for (position, older) in representatives.enumerated() {
            for newer in representatives[(position + 1)...] {
                let link = link(older, newer)
                let enough: NameAgreement = link.hasSameBirthDate ? .partial : .full
                if NameAgreement.between(names[older], names[newer]) >= enough { links.append(link) }
            }
        }
    }

    private func link(_ older: Int, _ newer: Int) -> Link {
        let date = records[older].birthDate
        return Link(hasSameBirthDate: date != nil && date == records[newer].birthDate, older: older, newer: newer)
    }
}
