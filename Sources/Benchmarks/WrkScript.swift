import Foundation
import HTTP
import LocalChain
import Loyalty

/// The Lua that wrk runs, and the files it reads.
struct WrkScript {
    private let keys: String
    private let purchases: String

    /// Writes the keys of all cards and some hundred receipts, for the scripts to draw from.
    init(folder: String) throws {
        keys = folder + "/keys.txt"
        purchases = folder + "/purchases.txt"
        guard !FileManager.default.fileExists(atPath: keys) else { return }
        let all = (0..<CardChain.cards).map { CardChain.sales.key(ofCustomer: $0) }
        try all.joined(separator: "\n").write(toFile: keys, atomically: true, encoding: .utf8)
        let receipts = CardChain.sales.receipts(of: CardChain.store, on: LocalDay(number: 20_500), count: 500)
        let lines = receipts.map { receipt in
            var receipt = receipt
            receipt.receipt = Self.receiptPlace
            receipt.key = Self.keyPlace
            return String(decoding: receipt.json, as: UTF8.self)
        }
        try lines.joined(separator: "\n").write(toFile: purchases, atomically: true, encoding: .utf8)
    }

    private static let receiptPlace = "RRRRRRRRRRRR"
    private static let keyPlace = "card:KKKKKKK"

    /// Asks for random cards of the 200,000.
    func lookups(token: String, seed: Int) -> String {
        """
        local requests = {}
        init = function()
           math.randomseed(\(seed))
           wrk.headers["Authorization"] = "Bearer \(token)"
           wrk.headers["Content-Type"] = "application/json"
           for key in io.lines("\(keys)") do
              requests[#requests + 1] = wrk.format("POST", "/v1/cards/lookup", nil, '{"key":"' .. key .. '"}')
           end
        end
        request = function() return requests[math.random(#requests)] end

        """
    }

    /// Sells to random cards of the 200,000; each receipt is new.
    /// - Parameter first: the number of the first receipt
    func purchases(token: String, seed: Int, first: Int) -> String {
        """
        local receipts, cards, number = {}, {}, \(first)
        init = function()
           math.randomseed(\(seed))
           wrk.headers["Authorization"] = "Bearer \(token)"
           wrk.headers["Content-Type"] = "application/json"
           for key in io.lines("\(keys)") do
              if #key == 12 then cards[#cards + 1] = key end
           end
           for line in io.lines("\(purchases)") do
              local text = wrk.format("POST", "/v1/purchases", nil, line)
              local r, k = text:find("\(Self.receiptPlace)", 1, true), text:find("\(Self.keyPlace)", 1, true)
              receipts[#receipts + 1] = { text:sub(1, r - 1), text:sub(r + 12, k - 1), text:sub(k + 12) }
           end
        end
        request = function()
           number = number + 1
           local receipt = receipts[number % #receipts + 1]
           return table.concat({
              receipt[1], string.format("%012d", number), receipt[2], cards[math.random(#cards)], receipt[3] })
        end

        """
    }
}
