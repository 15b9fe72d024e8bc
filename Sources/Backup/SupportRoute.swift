import Database
import HTTP
import JSON

/// What somebody who helps wants to know of a daemon's database: its shape, nothing that is in it.
public enum SupportRoute {
    public static func make(_ database: any Database, version: String) -> Route {
        .working("GET", "/v1/support", roles: [.admin]) { _ in
            let shape = try database.read { try $0.shape() }
            return .json(
                JSONWriter.object { object in
                    object.field("version", version)
                    object.field("engine", "\(shape.engine) \(shape.version)")
                    object.field("pages", shape.pages)
                    object.field("pageBytes", shape.pageBytes)
                    object.field("freeDiskBytes", FreeDisk.bytes(at: database.name))
                    object.field("migrations", strings: shape.migrations)
                    object.object("rows") { rows in
                        for (table, count) in shape.rows {
                            rows.key(dynamic: table)
                            rows.value(count)
                        }
                    }
                    object.field("schema", strings: shape.schema)
                })
        }
    }
}
