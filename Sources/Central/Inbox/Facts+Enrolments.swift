import Loyalty
import SyncProtocol

/// Who joined, with what they agreed to.
extension Facts {
    func apply(
        _ enrolment: Enrolment, _ event: Event, personal: Personal?, number: Int64, at place: EventPlace
    ) throws {
        let card = try cards.number(of: enrolment.card) ?? open(enrolment.card, source: "till")
        if let name = personal?.name {
            try connection.run(
                "UPDATE card SET full_name = COALESCE(full_name, $1), needs_matching = 1 WHERE n = $2", name, card)
        }
        if let key = personal?.key.flatMap({ Key($0, callingCode: programme.callingCode) }) {
            try cards.add(key, to: card)
        }
        if programme.earning.rules.contains(where: { $0.once == .enrolment }) {
            try Bonuses.note([card], .enrolment, event: number, at: recordedAt(event), connection)
        }
        for consent in enrolment.consents {
            try connection.run(
                """
                INSERT INTO consent (card, event, purpose, granted, notice_version, language, method, at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
                """,
                card, number, consent.purpose, consent.granted, consent.noticeVersion, consent.language, consent.method,
                event.recordedAt.milliseconds)
        }
        gathered.note(card, place.sequence, soldAt: try recordedAt(event))
    }
}
