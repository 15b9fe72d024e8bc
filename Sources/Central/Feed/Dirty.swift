import Database

extension Connection {
    /// Cards whose customers are to be published anew. In the order of their numbers, so that two who mark never wait for each
    /// other.
    func markDirty(_ cards: some Sequence<Int64>) throws {
        try runEach("INSERT INTO dirty (card) VALUES ($1) ON CONFLICT DO NOTHING", Set(cards).sorted()) {
            card, statement in
            statement.bind(1, card)
        }
    }

    func markDirty(_ card: Int64) throws {
        try run("INSERT INTO dirty (card) VALUES ($1) ON CONFLICT DO NOTHING", card)
    }
}
