import Foundation
import Simulation
import Testing

struct SimulationTests {
    @Test func `a calm chain keeps every promise`() throws {
        let report = try Simulation.run(.init(seed: 1, stores: 2, days: 1, faults: []))
        #expect(report.broken == nil, "\(report.text)")
        #expect(report.sales > 20 && report.faults.isEmpty)
    }

    @Test func `a storm strikes, and every promise holds`() throws {
        let report = try Simulation.run(.init(seed: 2, stores: 2, days: 1))
        #expect(report.broken == nil, "\(report.text)")
        #expect(report.faults.count > 8, "\(report.text)")
    }

    /// Thousands run in one process.
    @Test func `a simulation that is over leaves no file open`() throws {
        var broken = Simulation.Plan(seed: 4, stores: 2, days: 1)
        broken.plants = [
            Plant(.central, "CREATE TRIGGER IF NOT EXISTS t BEFORE INSERT ON event BEGIN SELECT RAISE(IGNORE); END")
        ]
        for plan in [
            Simulation.Plan(seed: 4, stores: 2, days: 1), .init(seed: 4, stores: 1, days: 1, faults: []), broken,
        ] {
            #expect((try Simulation.run(plan).broken == nil) == plan.plants.isEmpty)
            let files = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap {
                try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
            }
            // Other tests' simulations run beside this one: theirs have a folder still.
            let orphans = files.filter { file in
                guard file.hasSuffix("(deleted)"), let name = file.range(of: "vuelve-simulation-") else { return false }
                let folder = file[..<name.upperBound] + file[name.upperBound...].prefix { $0 != "/" }
                return !FileManager.default.fileExists(atPath: String(folder))
            }
            #expect(orphans == [])
        }
    }

    @Test func `a fault that is switched off does not strike`() throws {
        let report = try Simulation.run(.init(seed: 3, stores: 2, days: 1, faults: [.drop, .storeCrash]))
        #expect(Set(report.faults.keys) == [.drop, .storeCrash], "\(report.text)")
    }

    @Test func `names of faults are read, and a wrong one is none`() {
        #expect(Fault.list("all") == Set(Fault.allCases))
        #expect(Fault.list("none") == [])
        #expect(Fault.list("cut,store-crash") == [.cut, .storeCrash])
        #expect(Fault.list("cut,flood") == nil)
    }
}

/// Each checker is seen to fail: a bug is planted into a database, and only that promise is looked at.
struct PlantedBugTests {
    private func broken(
        _ promise: Int, _ plant: Plant, faults: Set<Fault> = [], days: Int64 = 1
    ) throws -> PromiseBroken? {
        var plan = Simulation.Plan(seed: 5, stores: 2, days: days, faults: faults)
        plan.promises = [promise]
        #expect(try Simulation.run(plan).broken == nil, "without the bug the promise must hold")
        plan.plants = [plant]
        let report = try Simulation.run(plan)
        #expect(report.broken == nil || report.text.contains(plan.replay), "a failure says how to see it again")
        return report.broken
    }

    @Test func `a store that forgets what was used is found`() throws {
        let bug = Plant(
            .store,
            """
            CREATE TRIGGER IF NOT EXISTS planted AFTER DELETE ON hold
            BEGIN UPDATE counter SET granted = granted + OLD.count WHERE id = OLD.id AND lot = OLD.lot; END;
            -- Else what the customer has in all would keep them from it.
            CREATE TRIGGER IF NOT EXISTS planted_too AFTER UPDATE OF lots ON card WHEN NEW.lots IS NOT NULL BEGIN
                UPDATE card SET lots = json_set(NEW.lots, '$."p/2026-03-31"', 1000000) WHERE number = NEW.number;
            END
            """)
        let found = try broken(3, bug, days: 8)
        #expect(
            found?.promise == 3 && found?.detail.contains("points that stores held, and earned") == true,
            "\(String(describing: found))")
    }

    /// In this seed the clone of a store lets a customer use what its model let them use too.
    @Test(arguments: [5, 8] as [UInt64]) func `what twins used twice and no status tells of is found`(seed: UInt64)
        throws
    {
        var plan = Simulation.Plan(seed: seed)
        plan.promises = [3]
        plan.plants = [
            Plant(
                .central,
                """
                CREATE TRIGGER IF NOT EXISTS planted AFTER UPDATE OF points ON card_fact WHEN NEW.points < 0
                BEGIN UPDATE card_fact SET points = 0 WHERE card = NEW.card; END
                """)
        ]
        let report = try Simulation.run(plan)
        #expect(report.broken?.promise == 3 && report.text.contains("points twice, and status says"), "\(report.text)")
    }

    @Test func `a return that takes nothing back is found`() throws {
        let bug = Plant(
            .central,
            """
            CREATE TRIGGER IF NOT EXISTS planted BEFORE INSERT ON points_entry WHEN NEW.kind = 'takeBack'
            BEGIN SELECT RAISE(IGNORE); END
            """)
        let found = try broken(4, bug, days: 3)
        #expect(
            found?.promise == 4 && found?.detail.contains("returns took 0") == true, "\(String(describing: found))")
    }

    @Test(arguments: ["given", "moved"])
    func `a claim that gives nothing is found`(state: String) throws {
        let bug = Plant(
            .central,
            """
            CREATE TRIGGER IF NOT EXISTS planted BEFORE UPDATE OF state ON claim WHEN NEW.state = '\(state)'
            BEGIN UPDATE card_fact SET points = points - NEW.points WHERE card = NEW.card; END
            """)
        #expect(try broken(2, bug, days: 3)?.promise == 2)
    }

    @Test func `a sale that central forgets is found`() throws {
        let bug = Plant(
            .central,
            """
            CREATE TRIGGER IF NOT EXISTS planted BEFORE INSERT ON event_once
            WHEN (SELECT COUNT(*) FROM event_once) % 10 = 9 BEGIN SELECT RAISE(IGNORE); END
            """)
        let found = try broken(1, bug)
        #expect(
            found?.promise == 1 && found?.detail.contains("is not at central") == true, "\(String(describing: found))")
    }

    @Test func `a sale that central has under a second name is found`() throws {
        let bug = Plant(
            .central,
            """
            CREATE TRIGGER IF NOT EXISTS planted AFTER INSERT ON purchase WHEN NEW.n % 10 = 0 BEGIN
                INSERT INTO purchase (n, store, day, till, receipt, event, card, at, sold_at, lines, total_minor,
                    lines_minor, discount_minor, points, flags)
                SELECT -n, store, day, till, receipt || '-', event, card, at, sold_at, lines, total_minor,
                    lines_minor, discount_minor, points, flags FROM purchase WHERE n = NEW.n;
            END
            """)
        #expect(try broken(1, bug)?.promise == 1)
    }

    @Test func `points that no purchase gave are found`() throws {
        let bug = Plant(
            .central,
            """
            CREATE TRIGGER IF NOT EXISTS planted AFTER INSERT ON purchase WHEN NEW.n % 10 = 0 BEGIN
                UPDATE card_fact SET points = points + 1 WHERE card = NEW.card;
            END
            """)
        #expect(try broken(2, bug)?.promise == 2)
    }

    @Test func `a purchase that changes after it was counted is found`() throws {
        let bug = Plant(
            .central,
            """
            CREATE TRIGGER IF NOT EXISTS planted AFTER INSERT ON line BEGIN
                UPDATE purchase SET total_minor = total_minor + 1 WHERE n = NEW.purchase AND n % 10 = 0;
            END
            """)
        #expect(try broken(2, bug)?.promise == 2)
    }

    @Test func `a card that differs from what central publishes is found`() throws {
        let bug = Plant(
            .store,
            """
            CREATE TRIGGER IF NOT EXISTS planted AFTER UPDATE OF points ON card BEGIN
                UPDATE card SET points = NEW.points + 1 WHERE id = NEW.id;
            END
            """)
        #expect(try broken(5, bug, days: 3)?.promise == 5)
    }

    @Test func `a status that hides what waits is found`() throws {
        let bug = Plant(
            .store,
            """
            CREATE TRIGGER IF NOT EXISTS planted AFTER INSERT ON journal BEGIN
                INSERT INTO setting (name, value) VALUES ('acknowledgedRow', NEW.row)
                ON CONFLICT (name) DO UPDATE SET value = excluded.value;
            END
            """)
        #expect(try broken(10, bug)?.promise == 10)
    }

    @Test func `a till that is answered with an error of the program is found`() throws {
        let bug = Plant(
            .store,
            """
            CREATE TRIGGER IF NOT EXISTS planted BEFORE INSERT ON journal WHEN NEW.row % 10 = 9 BEGIN
                SELECT RAISE(ABORT, 'planted');
            END
            """)
        let found = try broken(8, bug)
        #expect(
            found?.promise == 8 && found?.detail.contains("was answered 500") == true, "\(String(describing: found))")
    }

    @Test func `a store that central answers with an error of the program is found`() throws {
        let bug = Plant(
            .central,
            """
            CREATE TRIGGER IF NOT EXISTS planted BEFORE UPDATE ON position WHEN NEW.sequence % 10 = 9 BEGIN
                SELECT RAISE(ABORT, 'planted');
            END
            """)
        let found = try broken(8, bug)
        #expect(found?.promise == 8 && found?.place == "central", "\(String(describing: found))")
    }
}
