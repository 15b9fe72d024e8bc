/// One customer as a file has it: trimmed, nil where there is nothing.
public struct CustomerRow: Sendable, Equatable {
    public let card: String?
    public let phone: String?
    public let email: String?
    public let id: String?
    public let given: String?
    public let surname: String?
    public let secondSurname: String?
    public let fullName: String?
    /// `1980-03-14`, however the file writes it.
    public let birthDate: String?
    /// What the birth date's column holds where that is no day.
    public let unreadableBirthDate: String?
    public let store: String?
    public let reference: String?

    init(_ value: (CustomerField) -> String?) {
        card = value(.card)
        phone = value(.phone)
        email = value(.email)
        id = value(.id)
        given = value(.given)
        surname = value(.surname)
        secondSurname = value(.secondSurname)
        fullName = value(.fullName)
        let written = value(.birthDate)
        birthDate = written.flatMap(WrittenDay.iso)
        unreadableBirthDate = birthDate == nil ? written : nil
        store = value(.store)
        reference = value(.reference)
    }

    /// Without the space around it; nil for nothing, and for what databases export for nothing.
    static func clean(_ field: String) -> String? {
        var kept = field.drop(while: \.isWhitespace)
        while kept.last?.isWhitespace == true { kept.removeLast() }
        let text = String(kept)
        return text.isEmpty || text == "NULL" || text == "\\N" ? nil : text
    }
}
