import JSON
import Testing

@testable import CSV

private func columns(_ header: String..., map: [String: String] = [:]) throws -> CustomerColumns {
    try CustomerColumns(header: header, map: map)
}

@Suite struct `Customer columns` {
    @Test(arguments: [
        ("Tarjeta", CustomerField.card), ("loyalty_card", .card), ("TELÉFONO", .phone), ("Celular", .phone),
        ("Móvil", .phone),
        ("E-mail", .email), ("correo", .email), ("CURP", .id), ("rfc", .id), ("D.N.I.", .id), ("soc_sec_id", .id),
        ("Nombre(s)", .given), ("given_name", .given), ("Apellido Paterno", .surname), ("last_name", .surname),
        ("APELLIDO_MATERNO", .secondSurname), ("Nombre completo", .fullName), ("name", .fullName),
        ("Fecha de Nacimiento", .birthDate), ("fecha_nac", .birthDate), ("DOB", .birthDate), ("Tienda", .store),
        ("store_id", .store), ("rec_id", .reference), ("customer_id", .reference), ("birthDate", .birthDate),
        ("secondsurname", .secondSurname),
    ]) func `a header is known in Spanish and English, however it is written`(header: String, field: CustomerField) {
        #expect(CustomerField(header: header) == field)
    }

    @Test(arguments: ["", "calle", "sexo", "age", "telefonos de casa", "_"])
    func `another header is not`(header: String) { #expect(CustomerField(header: header) == nil) }

    @Test func `every field is known by its own name`() {
        for field in CustomerField.allCases { #expect(CustomerField(header: field.rawValue) == field) }
    }

    @Test func `a row becomes a customer`() throws {
        let columns = try columns("Tarjeta", "nombre", "apellido", "fecha_nac", "sexo", "correo")
        let row = columns.row([" 900 ", "Ana ", " Ruiz", "03/02/1980", "F", "  "])
        #expect(row.card == "900" && row.given == "Ana" && row.surname == "Ruiz" && row.birthDate == "1980-02-03")
        #expect(row.email == nil && row.phone == nil && row.fullName == nil)
        #expect(columns.unusedHeaders == ["sexo"])
    }

    @Test func `of several columns for one field the first with a value counts`() throws {
        let columns = try columns("telefono", "celular", "card")
        #expect(columns.row(["", "55", "1"]).phone == "55")
        #expect(columns.row(["44", "55", "1"]).phone == "44")
        #expect(columns.row(["NULL", "\\N", "1"]).phone == nil)
    }

    @Test func `nombre alone is the whole name`() throws {
        #expect(try columns("tarjeta", "Nombre").row(["1", "Ana Ruiz"]).fullName == "Ana Ruiz")
        #expect(try columns("tarjeta", "Nombre", "Apellidos").row(["1", "Ana", "Ruiz Gil"]).given == "Ana")
        #expect(try columns("tarjeta", "Nombre", map: ["Nombre": "given"]).row(["1", "Ana"]).given == "Ana")
    }

    @Test func `a birth date that is no day is kept apart`() throws {
        let columns = try columns("card", "dob")
        #expect(columns.row(["1", "31/02/1980"]).unreadableBirthDate == "31/02/1980")
        #expect(columns.row(["1", "31/02/1980"]).birthDate == nil)
        #expect(columns.row(["1", "28/02/1980"]).unreadableBirthDate == nil)
        #expect(columns.row(["1", ""]).unreadableBirthDate == nil)
    }
}

@Suite struct `A map of columns` {
    @Test func `says what no header says`() throws {
        let row = try columns("kunde", "Tel. 2", map: ["kunde": "reference", "tel 2": "phone"]).row(["7", "55"])
        #expect(row.reference == "7" && row.phone == "55")
    }

    @Test func `overrides what the headers say`() throws {
        let columns = try columns("id", "telefono", "celular", map: ["id": "reference", "celular": "phone"])
        let row = columns.row(["7", "44", "55"])
        #expect(row.id == nil && row.reference == "7" && row.phone == "55")
        #expect(columns.unusedHeaders == ["telefono"])
    }

    @Test func `can leave a column out`() throws {
        #expect(try columns("id", "card", map: ["id": "ignore"]).row(["7", "1"]).id == nil)
    }

    @Test func `names the nearest column for one that is not there`() {
        #expect(
            throws: BadInput(
                code: "unknownColumn", field: "telefno", message: "is no column of the file; did you mean \"telefono\"?"
            )
        ) { try columns("telefono", "card", map: ["telefno": "phone"]) }
    }

    @Test func `names the nearest field for one that is none`() {
        #expect { try columns("telefono", map: ["telefono": "fone"]) } throws: { error in
            let error = error as? BadInput
            return error?.code == "unknownField" && error?.field == "telefono"
                && error?.message.hasSuffix("; did you mean \"phone\"?") ?? false
        }
    }

    @Test func `is asked for where no column is known`() {
        #expect { try columns("a", "b") } throws: { ($0 as? BadInput)?.code == "noColumns" }
        #expect { try columns("card", map: ["card": "ignore"]) } throws: { ($0 as? BadInput)?.code == "noColumns" }
    }
}

@Suite struct `Written days` {
    @Test(arguments: [
        ("1980-03-14", "1980-03-14"), ("19800314", "1980-03-14"), ("14/03/1980", "1980-03-14"),
        ("4/3/1980", "1980-03-04"),
        ("14-03-1980", "1980-03-14"), ("14.3.1980", "1980-03-14"), ("1980/3/14", "1980-03-14"),
        ("29/02/2024", "2024-02-29"),
        ("29/02/2000", "2000-02-29"), ("1980-03-14 00:00:00", "1980-03-14"), ("1980-03-14T00:00:00Z", "1980-03-14"),
        ("31/12/1999", "1999-12-31"), ("30/04/1999", "1999-04-30"),
    ]) func `a day is read with the day before the month`(text: String, iso: String) {
        #expect(WrittenDay.iso(text) == iso)
    }

    @Test(arguments: [
        "", "03/14/1980", "14/03/80", "1980", "29/02/2023", "29/02/1900", "31/04/1999", "1980-00-10", "1980-13-10",
        "1980-10-00",
        "1980-10-32", "0000-00-00", "1980-3-", "--", "ayer", "١٤/٠٣/١٩٨٠", "1980031", "1799-12-31", "2200-01-01",
        "1/2/3/1980",
        "-1980-03-14", "+1/03/1980",
    ]) func `anything else is no day`(text: String) { #expect(WrittenDay.iso(text) == nil) }
}
