import Loyalty

/// What is known of one record of a person, as far as matching looks at it.
///
/// Identities are in their one normal form (`Loyalty.Key`); names are as written.
public struct MatchRecord: Sendable {
    /// Ascending: the older record has the smaller id.
    public let id: Int64
    public let cards: [String]
    public let nationalIDs: [String]
    public let phones: [String]
    public let emails: [String]
    public let given: String?
    /// The paternal one, or all of them in one text.
    public let surname: String?
    /// The maternal one.
    public let secondSurname: String?
    /// Used where `given` or both surnames are unknown.
    public let fullName: String?
    public let birthDate: LocalDay?

    public init(
        id: Int64, cards: [String] = [], nationalIDs: [String] = [], phones: [String] = [], emails: [String] = [],
        given: String? = nil, surname: String? = nil, secondSurname: String? = nil, fullName: String? = nil,
        birthDate: LocalDay? = nil
    ) {
        self.id = id
        self.cards = cards
        self.nationalIDs = nationalIDs
        self.phones = phones
        self.emails = emails
        self.given = given
        self.surname = surname
        self.secondSurname = secondSurname
        self.fullName = fullName
        self.birthDate = birthDate
    }
}
