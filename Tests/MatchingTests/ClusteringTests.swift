import Digest
import Loyalty
import Testing

@testable import Matching

/// A record with one phone, unless it says otherwise.
private func person(
    _ id: Int64, _ given: String?, _ surname: String?, _ second: String? = nil, born: String? = nil,
    cards: [String] = [], ids: [String] = [], phones: [String] = ["+525512345678"], emails: [String] = []
) -> MatchRecord {
    MatchRecord(
        id: id, cards: cards, nationalIDs: ids, phones: phones, emails: emails, given: given, surname: surname,
        secondSurname: second, birthDate: born.flatMap { LocalDay($0) })
}

private func clusters(_ records: MatchRecord...) -> [[Int64]] { Clustering.clusters(of: records) }

@Suite struct `Certain identities` {
    @Test func `a card number joins whatever the names and birth dates`() {
        #expect(
            clusters(
                person(1, "Ana", "Ruiz", born: "1980-01-01", cards: ["900"], phones: []),
                person(2, "Luis", "Gil", born: "1990-01-01", cards: ["900"], phones: []),
                person(3, nil, nil, cards: ["901", "900"], phones: [])) == [[1, 2, 3]])
    }

    @Test func `two who were taken apart are never one, whatever they share, nor by way of a third`() {
        let records = [
            person(1, "Ana", "Ruiz", cards: ["900"], ids: ["RUAA800101"]),
            person(2, "Ana", "Ruiz", cards: ["900"], ids: ["RUAA800101"]), person(3, "Ana", "Ruiz", cards: ["900"]),
            person(4, "Ana", "Ruiz", phones: ["+525512345678"]),
        ]
        #expect(Clustering.clusters(of: records) == [[1, 2, 3, 4]])
        #expect(Clustering.clusters(of: records, keepingApart: [(2, 1), (2, 9)]) == [[1, 3, 4], [2]])
        #expect(Clustering.clusters(of: records, keepingApart: [(1, 2), (1, 3), (3, 4)]) == [[1], [2, 3], [4]])
    }

    @Test func `a national id joins too`() {
        #expect(
            clusters(
                person(1, "Ana", "Ruiz", ids: ["RUAA800101"], phones: []),
                person(2, "Ana María", "Ruiz", ids: ["X1", "RUAA800101"], phones: [])) == [[1, 2]])
    }

    @Test func `a card number and a national id of the same letters are different things`() {
        #expect(
            clusters(
                person(1, "Ana", "Ruiz", cards: ["1234"], phones: []),
                person(2, "Ana", "Ruiz", ids: ["1234"], phones: []))
                == [[1], [2]])
    }

    @Test(arguments: ["", "0", "0000000", "9999999", "XAXX010101000", "XEXX010101000"])
    func `a placeholder recognises no one`(placeholder: String) {
        #expect(
            clusters(
                person(1, "Ana", "Ruiz", cards: [placeholder], ids: [placeholder], phones: [placeholder]),
                person(2, "Ana", "Ruiz", cards: [placeholder], ids: [placeholder], phones: [placeholder])) == [
                    [1], [2],
                ])
    }

    @Test func `a short card number of one digit is a card number`() {
        let cards = ["22", "555555"]
        for card in cards {
            #expect(clusters(person(1, nil, nil, cards: [card]), person(2, nil, nil, cards: [card])) == [[1, 2]])
        }
    }

    @Test func `two with a placeholder for a national id can still be one`() {
        #expect(
            clusters(person(1, "Ana", "Ruiz", ids: ["XAXX010101000"]), person(2, "Ana", "Ruiz", ids: ["RUAA800101"]))
                == [[1, 2]])
    }
}

@Suite struct `A shared phone` {
    @Test func `joins accents, case, typos, nicknames and a missing second surname`() {
        #expect(
            clusters(
                person(1, "María Guadalupe", "Muñoz", "Hernández"), person(2, "MARIA GUADALUPE", "MUNOZ", "HERNANDEZ"),
                person(3, "Ma. Lupita", "Muñoz"), person(4, "maria", "munoz", "hernadez"),
                person(5, "Mª Guadalupe", "de la Muñoz Hernández")) == [[1, 2, 3, 4, 5]])
    }

    @Test func `joins by e-mail as well`() {
        #expect(
            clusters(
                person(1, "Ana", "Ruiz", phones: [], emails: ["a@x.mx"]),
                person(2, "Ana", "Ruiz", phones: [], emails: ["b@x.mx", "a@x.mx"])) == [[1, 2]])
    }

    @Test func `does not join a phone to an e-mail, nor those who share neither`() {
        #expect(
            clusters(
                person(1, "Ana", "Ruiz", phones: ["x"], emails: []),
                person(2, "Ana", "Ruiz", phones: [], emails: ["x"]),
                person(3, "Ana", "Ruiz", phones: ["y"])) == [[1], [2], [3]])
    }

    @Test func `keeps father and son of one name apart by their birth dates`() {
        #expect(
            clusters(person(1, "Juan", "Pérez", born: "1950-05-01"), person(2, "Juan", "Pérez", born: "1980-05-01"))
                == [[1], [2]])
    }

    @Test func `keeps father and son of one name apart by their mothers' names`() {
        #expect(clusters(person(1, "Juan", "Pérez", "López"), person(2, "Juan", "Pérez", "García")) == [[1], [2]])
    }

    @Test func `keeps spouses apart`() {
        #expect(
            clusters(person(1, "Luis", "Gómez", "Ríos"), person(2, "Carmen", "Ortiz", "de Gómez")) == [[1], [2]])
    }

    @Test func `keeps twins apart, also when both begin with María`() {
        #expect(
            clusters(
                person(1, "María Fernanda", "Soto", "Lara", born: "1999-09-09"),
                person(2, "María José", "Soto", "Lara", born: "1999-09-09"),
                person(3, "Daniel", "Soto", "Lara", born: "1999-09-09"),
                person(4, "Daniela", "Soto", "Lara", born: "1999-09-09")) == [[1], [2], [3], [4]])
    }

    @Test func `joins a person whose birth date is the same though one surname is another`() {
        let married = person(2, "Ana", "Ruiz", "de Soto", born: "1980-01-02")
        #expect(clusters(person(1, "Ana", "Ruiz", "Gil", born: "1980-01-02"), married) == [[1, 2]])
        #expect(clusters(person(1, "Ana", "Ruiz", "Gil"), married) == [[1], [2]])
    }

    @Test func `joins no one without a name, who has cards and ids for that`() {
        #expect(
            clusters(
                person(1, nil, nil), person(2, nil, nil), person(3, "Ana", "Ruiz"), person(4, "Ana", nil),
                person(5, nil, nil, cards: ["7"]), person(6, "Ana", "Ruiz", cards: ["7"])) == [
                    [1], [2], [3, 5, 6], [4],
                ])
    }

    @Test func `keeps two national ids apart`() {
        #expect(clusters(person(1, "Ana", "Ruiz", ids: ["A1"]), person(2, "Ana", "Ruiz", ids: ["B2"])) == [[1], [2]])
    }
}

@Suite struct `The guard over whole clusters` {
    @Test func `a record without a birth date does not bridge father and son`() {
        #expect(
            clusters(
                person(1, "Juan", "Pérez", born: "1950-05-01"), person(2, "Juan", "Pérez"),
                person(3, "Juan", "Pérez", born: "1980-05-01")) == [[1, 2], [3]])
    }

    @Test func `a conflict two joins away is seen`() {
        // 1 and 2 share a card, 2 and 3 a phone, 3 and 4 an e-mail: only 1 and 4 have birth dates.
        #expect(
            clusters(
                person(1, "Juan", "Pérez", born: "1950-05-01", cards: ["9"], phones: []),
                person(2, "Juan", "Pérez", cards: ["9"], phones: ["+521"]),
                person(3, "Juan", "Pérez", phones: ["+521"], emails: ["j@x.mx"]),
                person(4, "Juan", "Pérez", born: "1980-05-01", phones: [], emails: ["j@x.mx"])) == [[1, 2, 3], [4]])
    }

    @Test func `a national id two joins away is seen`() {
        #expect(
            clusters(
                person(1, "Ana", "Ruiz", ids: ["A1"]), person(2, "Ana", "Ruiz"), person(3, "Ana", "Ruiz", ids: ["B2"]))
                == [[1, 2], [3]])
    }

    @Test func `an initial does not bridge two given names`() {
        #expect(
            clusters(person(1, "Juan", "Pérez"), person(2, "J.", "Pérez"), person(3, "José", "Pérez")) == [
                [1, 2], [3],
            ])
    }

    @Test func `equal birth dates are joined before what is only older`() {
        #expect(
            clusters(
                person(1, "Juan", "Pérez", ids: ["A1"]), person(2, "Juan", "Pérez", born: "1980-05-01"),
                person(3, "Juan", "Pérez", born: "1980-05-01", ids: ["B2"])) == [[1], [2, 3]])
    }

    @Test func `two cards with the same two birth dates stay two`() {
        #expect(
            clusters(
                person(1, "Ana", "Ruiz", born: "1980-01-01", cards: ["8"]),
                person(2, "Ana", "Ruiz", born: "1990-01-01", cards: ["8"]),
                person(3, "Ana", "Ruiz", born: "1980-01-01", cards: ["9"]),
                person(4, "Ana", "Ruiz", born: "1990-01-01", cards: ["9"])) == [[1, 2], [3, 4]])
    }

    @Test func `a card with two birth dates takes no third by phone`() {
        #expect(
            clusters(
                person(1, "Ana", "Ruiz", born: "1980-01-01", cards: ["9"]),
                person(2, "Ana", "Ruiz", born: "1990-01-01", cards: ["9"]),
                person(3, "Ana", "Ruiz", born: "1980-01-01")) == [[1, 2], [3]])
    }
}

@Suite struct `Many records` {
    @Test func `the order of the input does not matter`() {
        let records = crowd(count: 400, seed: 7)
        let expected = Clustering.clusters(of: records)
        #expect(expected.contains { $0.count > 2 })
        #expect(expected == expected.map { $0.sorted() }.sorted { $0[0] < $1[0] })
        #expect(expected.flatMap { $0 }.sorted() == records.map(\.id))
        for seed in UInt64(1)...20 {
            var generator = SeededGenerator(seed: seed)
            #expect(Clustering.clusters(of: records.shuffled(using: &generator)) == expected, "seed \(seed)")
        }
    }

    @Test func `no two records that a phone or e-mail joined contradict each other`() {
        for seed in UInt64(1)...20 {
            let records = crowd(count: 300, seed: seed, sharingIDs: false)
            for cluster in Clustering.clusters(of: records) {
                let members = records.filter { cluster.contains($0.id) }
                #expect(Set(members.compactMap(\.birthDate)).count <= 1, "seed \(seed), \(cluster)")
                #expect(Set(members.flatMap(\.nationalIDs)).count <= 1, "seed \(seed), \(cluster)")
            }
        }
    }

    @Test func `a phone of more different people than a house holds links no one`() {
        func household(_ count: Int) -> [MatchRecord] {
            // Letters, as digits are no part of a name.
            let people = (0..<count).map {
                person(Int64($0), "Ana", "Z\(String($0, radix: 2).map { $0 == "0" ? "aa" : "bb" }.joined())")
            }
            return people + [person(Int64(count), "Ana", "Zaa")]
        }
        #expect(Clustering.clusters(of: household(SharedContacts.peopleMax)).count == SharedContacts.peopleMax)
        #expect(Clustering.clusters(of: household(SharedContacts.peopleMax + 1)).count == SharedContacts.peopleMax + 2)
    }

    @Test func `a thousand copies of one person are one, however many share the phone`() {
        let copies = (0..<1000).map { person(Int64($0), "Ana", "Ruiz") }
        #expect(Clustering.clusters(of: copies).map(\.count) == [1000])
    }

    @Test func `a card swiped for everyone takes no one by phone`() {
        func swiped(_ surnames: [String]) -> [MatchRecord] {
            surnames.enumerated().map { person(Int64($0), "Ana", $1, cards: ["1"], phones: ["+\($0)5"]) }
        }
        let surnames = ["Ruiz", "Gil", "Soto", "Lara", "Ríos", "Mora", "Cruz", "Luna"]
        let ana = person(99, "Ana", "Ruiz", phones: ["+05"])
        #expect(surnames.count == ClusterSet.namesMax)
        #expect(Clustering.clusters(of: swiped(surnames) + [ana]).map(\.count) == [9])
        #expect(Clustering.clusters(of: swiped(surnames + ["Vega"]) + [ana]).map(\.count) == [9, 1])
    }

    @Test func `nobody is no cluster`() { #expect(Clustering.clusters(of: []) == []) }

    private func crowd(count: Int, seed: UInt64, sharingIDs: Bool = true) -> [MatchRecord] {
        var generator = SeededGenerator(seed: seed)
        func pick<T>(_ choices: [T]) -> T { choices[Int.random(in: choices.indices, using: &generator)] }
        return (0..<count).map { id in
            person(
                Int64(id), pick(["Juan", "J.", "José", "Pepe", "Juan Carlos", "Fer", "Fernando", "Fernanda"]),
                pick(["Pérez", "Perez", "López"]), pick([nil, "Gil", "Soto"]),
                born: pick([nil, nil, "1950-05-01", "1980-05-01"]),
                ids: pick([[], [], [], ["ID\(sharingIDs ? id % 50 : id)"]]),
                phones: ["+\(100 + id % 37)"], emails: pick([[], ["m\(id % 41)@x.mx"]]))
        }
    }
}
