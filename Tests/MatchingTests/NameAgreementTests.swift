import Digest
import Testing

@testable import Matching

private func name(_ given: String?, _ surname: String?, _ second: String? = nil, full: String? = nil) -> PersonName? {
    PersonName(MatchRecord(id: 0, given: given, surname: surname, secondSurname: second, fullName: full))
}

private func full(_ text: String) -> PersonName? { name(nil, nil, full: text) }

@Suite struct `Name tokens` {
    @Test(arguments: [
        ("María de los Ángeles", ["maria", "angeles"]), ("MARIA DEL CARMEN", ["maria", "carmen"]),
        ("Mª José", ["ma", "jose"]), ("M.ª José", ["ma", "jose"]), ("García-Peña", ["garcia", "pena"]),
        ("  D’Angelo  y O'Neill ", ["dangelo", "oneill"]), ("E.", ["e"]), ("San Martín", ["martin"]), ("", []),
        ("12 -", []),
        ("Ana\u{301} Mun\u{303}oz", ["ana", "munoz"]), ("Núñez Ü. Ç", ["nunez", "u", "c"]),
    ]) func `a name is its words without case, accents and particles`(text: String, tokens: [String]) {
        #expect(NameTokens.of(text) == tokens)
    }

    @Test func `a text that is no name is cut`() {
        #expect(NameTokens.of(String(repeating: "uno ", count: 1000)).count == NameTokens.tokensMax)
    }
}

@Suite struct `One edit` {
    @Test(arguments: [
        ("gonzalez", "gonzales"), ("gonzalez", "gonzlez"), ("gonzalez", "gonzaalez"), ("gonzalez", "gonazlez"),
        ("lopez", "lpez"), ("perez", "peres"), ("perez", "erez"), ("perez", "perze"), ("gil", "gil"), ("", ""),
    ]) func `one slip is forgiven in a long word, either way round`(a: String, b: String) {
        #expect(OneEdit.separates(a, b) && OneEdit.separates(b, a))
    }

    @Test(arguments: [
        ("ruiz", "ruis"), ("gil", "gi"), ("gonzalez", "gonsales"), ("martinez", "ramirez"), ("perez", "pre"),
        ("abcdef", "badcef"), ("abcdef", "abcfed"), ("perez", ""), ("perez", "peresz1"),
    ]) func `two slips, and any in a short word, are another word`(a: String, b: String) {
        #expect(!OneEdit.separates(a, b) && !OneEdit.separates(b, a))
    }

    @Test func `it agrees with the distance computed the slow way`() {
        var generator = SeededGenerator(seed: 3)
        var near = 0
        for _ in 0..<20_000 {
            let words = (0..<2).map { _ in
                String(
                    (0..<Int.random(in: 5...6, using: &generator)).map { _ in
                        "ab".randomElement(using: &generator) ?? "a"
                    })
            }
            let distance = slowDistance(Array(words[0]), Array(words[1]))
            #expect(OneEdit.separates(words[0], words[1]) == (distance <= 1), "\(words)")
            near += distance == 1 ? 1 : 0
        }
        #expect(near > 1000)
    }

    /// Optimal string alignment, by its recursive definition.
    private func slowDistance(_ a: [Character], _ b: [Character]) -> Int {
        guard let lastA = a.last, let lastB = b.last else { return max(a.count, b.count) }
        let (restA, restB) = (Array(a.dropLast()), Array(b.dropLast()))
        if lastA == lastB { return slowDistance(restA, restB) }
        var best = min(slowDistance(restA, restB), slowDistance(restA, b), slowDistance(a, restB)) + 1
        if restA.last == lastB, restB.last == lastA {
            best = min(best, slowDistance(restA.dropLast(), restB.dropLast()) + 1)
        }
        return best
    }
}

@Suite struct `Name agreement` {
    @Test(arguments: [
        (name("Juan", "Pérez"), name("JUAN", "PEREZ")), (name("Juan", "Pérez"), name("J", "Perez")),
        (name("José", "Pérez"), name("Pepe", "Pérez")), (name("Francisco", "Ríos"), name("Paco", "Ríos")),
        (name("Fco.", "Ríos"), name("Pancho", "Ríos")), (name("Guadalupe", "Ríos"), name("Lupita", "Ríos")),
        (name("Beto", "Ríos"), name("Roberto", "Ríos")), (name("Beto", "Ríos"), name("Alberto", "Ríos")),
        (name("Juan Carlos", "Pérez"), name("Juan", "Pérez")), (name("Juan C.", "Pérez"), name("Juan Carlos", "Pérez")),
        (name("Ana", "Pérez", "López"), name("Ana", "López", "Pérez")),
        (name("Ana", "Pérez"), name("Ana", "Gil", "Pérez")),
        (name("Ana", "Pérez López"), name("Ana", "Pérez", "López")), (name("Ana", "Peña"), name("Ana", "PENA")),
        (name("Ana", "de la Cruz"), name("Ana", "Cruz")), (name("Alejandra", "Gil"), name("Alejnadra", "Gil")),
        (full("Ana Ruiz Gil"), name("Ana", "Ruiz", "Gil")), (full("Ana Ruiz"), name("Ana María", "Ruiz", "Gil")),
        (full("Ruiz Gil, Ana"), name("Ana", "Ruiz", "Gil")), (full("Ana Ruiz Gil"), full("ANA RUIZ")),
        (full("Ana María Ruiz"), name("Ana María", "Ruiz")),
    ]) func `these are one person`(a: PersonName?, b: PersonName?) {
        #expect(NameAgreement.between(a, b) == .full && NameAgreement.between(b, a) == .full)
    }

    @Test(arguments: [
        (name("Guadalupe", "Pérez"), name("María Guadalupe", "Pérez")),
        (name("Ana", "Pérez", "Gil"), name("Ana", "Pérez", "Soto")),
        (name("Carlos Juan", "Pérez"), name("Juan Carlos", "Pérez")),
    ]) func `these may be one, if they were born on one day`(a: PersonName?, b: PersonName?) {
        #expect(NameAgreement.between(a, b) == .partial && NameAgreement.between(b, a) == .partial)
    }

    @Test(arguments: [
        (name("Juan", "Pérez"), name("José", "Pérez")), (name("Juan", "Pérez"), name("Juan", "Gómez")),
        (name("José Luis", "Pérez"), name("José Antonio", "Pérez")), (name("Fernando", "Gil"), name("Fernanda", "Gil")),
        (name("Daniel", "Gil"), name("Daniela", "Gil")), (name("Mario", "Gil"), name("María", "Gil")),
        (name("Ana", "Ruiz"), name("Ana", "Ruis")), (name("Ana", "Ruiz"), name("Ana", nil)),
        (name("Ana", nil), name("Ana", nil)),
        (name(nil, "Ruiz"), name(nil, "Ruiz")), (name(nil, nil), name(nil, nil)), (full("Ana"), full("Ana")),
        (full("Ana Ruiz"), full("Ana Gil")), (full("Juan Carlos"), name("Juan Carlos", "Pérez")),
        (full("Ana Ruiz"), name("Eva", "Ruiz")), (name("P.", "Gil"), name("Juan", "Gil")),
        (name("Ana", "San Juan"), name("Ana", "San Luis")),
    ]) func `these are two`(a: PersonName?, b: PersonName?) {
        #expect(NameAgreement.between(a, b) == .none && NameAgreement.between(b, a) == .none)
    }

    @Test func `a full name stands in only where the parts are unknown`() {
        #expect(name("Ana", "Ruiz", full: "Eva Gil") == name("Ana", "Ruiz"))
        #expect(name("Ana", nil, full: "Ana Gil") == full("Ana Gil"))
    }
}
