extension StoreMachine {
    /// What the oracle knows of a disk. It goes with the disk: into a copy, and back to what the copy knew.
    struct Disk {
        /// Sales whose tills were told that this disk has them.
        var held: Set<Ledger.ReceiptID> = []
        /// How many of central's losses there had been when central last said where it stands in this disk's journal.
        var lossesHeard = 0
        /// Which life of central this disk met last, and which one said where it stands in its journal; nil where none did, or
        /// where the process died over that answer.
        var incarnationMet: String?
        var incarnationHeard: String?

        /// The store cannot know what central lost, but that it did.
        var knowsOfLoss: Bool { incarnationHeard != nil && incarnationMet != incarnationHeard }
    }

    struct Copy {
        let path: String
        let disk: Disk
    }
}
