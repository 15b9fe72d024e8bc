import Foundation
import LocalChain
import Loyalty

/// Where the benchmarks work, and what they share: made when it is first needed, gone at the end.
final class Workshop {
    /// On the repository's disk, since commits are measured.
    let folder: String
    private var numbered = 0
    private var madeChain: CardChain?
    private var madeStore: StoreProcess?

    init() throws {
        folder = VuelveBinary.packageRoot + "/.build/benchmarks"
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    func clear() { try? FileManager.default.removeItem(atPath: folder) }

    /// A path that nothing uses yet.
    func path(_ name: String) -> String {
        numbered += 1
        return "\(folder)/\(numbered)-\(name)"
    }

    func remove(_ path: String) {
        for file in [path, path + ".witness", path + ".token"] { try? FileManager.default.removeItem(atPath: file) }
    }

    /// Central with 200,000 cards in one store's feed.
    func chain() throws -> CardChain {
        if let madeChain { return madeChain }
        Progress.say("publishing \(CardChain.cards) cards …")
        let chain = try CardChain(folder: path("central"))
        madeChain = chain
        return chain
    }

    /// A stopped store that holds them; each caller gets a copy of its own.
    func storeWithCards() throws -> StoreProcess {
        if madeStore == nil {
            let chain = try chain()
            Progress.say("loading them into a store …")
            madeStore = try FirstLoad.load(chain, into: path("store")).store
            chain.central.terminate()
        }
        guard let madeStore else { preconditionFailure("made just now") }
        return try madeStore.copied(to: path("store"))
    }

    func keep(_ store: StoreProcess) throws {
        if madeStore == nil { madeStore = store } else { remove(store.folder) }
    }
}
