import Foundation
import Loyalty

extension StoreProcess {
    /// A stopped agent's folder and witness under another name, as a second agent that knows nothing of the first.
    public func copied(to folder: String) throws -> StoreProcess {
        precondition(daemon == nil, "an agent is copied while it stands still")
        let files = FileManager.default
        try files.copyItem(atPath: self.folder, toPath: folder)
        let witness = folder + ".witness"
        if files.fileExists(atPath: self.folder + ".witness") {
            try files.copyItem(atPath: self.folder + ".witness", toPath: witness)
        }
        let copy = try StoreProcess(store, folder: folder, central: "", token: "")
        try copy.configure("witness", json: ConfigurationFile.quoted(witness))
        return copy
    }

    public func configure(central: String) throws {
        try configure("central", json: ConfigurationFile.quoted(central))
    }
}
