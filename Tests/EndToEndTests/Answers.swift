import Foundation
import HTTP
import JSON

func json(_ response: ClientResponse) throws -> JSONValue { try JSONDocument(response.body).root }

func mode(of path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
}
