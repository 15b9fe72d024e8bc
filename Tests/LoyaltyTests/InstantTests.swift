import Foundation
import Testing

@testable import Loyalty

@Suite struct Instants {
    @Test(arguments: [
        "2017-01-01T11:53:26Z", "2024-02-29T23:59:59.250Z", "1970-01-01T00:00:00Z", "2038-01-19T03:14:08Z",
    ]) func `an instant in UTC is written as it was read, and Foundation agrees`(text: String) throws {
        let instant = try #require(Instant(text))
        #expect(instant.description == text)
        let format = Date.ISO8601FormatStyle(includingFractionalSeconds: text.contains("."))
        let date = try Date(text, strategy: format)
        #expect(instant.milliseconds == Int64((date.timeIntervalSince1970 * 1000).rounded()))
    }

    @Test func `an offset is taken into account`() {
        #expect(Instant("2017-01-01T01:00:00+02:00")?.description == "2016-12-31T23:00:00Z")
        #expect(Instant("2017-01-01T01:00:00-05:30")?.description == "2017-01-01T06:30:00Z")
    }

    @Test(arguments: [
        "", "yesterday", "2017-01-01", "2017-02-29T00:00:00Z", "2017-01-01T24:00:00Z", "2017-01-01T11:53:26",
        "2017-01-01T11:53:26Zz", "2017-13-01T00:00:00Z", "1969-12-31T23:59:59Z", "2017-01-01T11:53:26.Z",
    ]) func `what is no instant is refused`(text: String) {
        #expect(Instant(text) == nil)
    }

    @Test func `a day of every kind of year survives its number`() throws {
        for number in stride(from: -200_000, through: 200_000, by: 37) {
            let day = LocalDay(number: number)
            let civil = day.civil
            #expect(LocalDay(year: civil.year, month: civil.month, day: civil.day) == day)
        }
    }

    @Test func `a sale after midnight in London is still yesterday in Mexico`() throws {
        let zone = try #require(Zone("America/Mexico_City"))
        #expect(zone.day(of: try #require(Instant("2026-03-15T01:30:00Z"))).description == "2026-03-14")
        #expect(zone.minuteOfDay(of: try #require(Instant("2026-03-15T01:30:00Z"))) == 19 * 60 + 30)
    }
}
