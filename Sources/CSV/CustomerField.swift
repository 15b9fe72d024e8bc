import Foundation

/// What a column of a customer file can hold.
public enum CustomerField: String, CaseIterable, Sendable {
    case card, phone, email, id, given, surname, secondSurname, fullName, birthDate, store, reference

    /// The field that a header names, in Spanish or English; case, accents, spaces and underscores do not matter.
    public init?(header: String) {
        guard let field = Self.byHeader[Self.folded(header)] else { return nil }
        self = field
    }

    /// `fechadenacimiento` from `Fecha_de Nacimiento`.
    static func folded(_ header: String) -> String {
        header.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
            .filter { $0.isLetter || $0.isNumber }
    }

    private static let byHeader: [String: CustomerField] = {
        var fields: [String: CustomerField] = [:]
        for (field, headers) in headersByField {
            for header in headers + [field.rawValue] { fields[folded(header)] = field }
        }
        return fields
    }()

    private static let headersByField: [CustomerField: [String]] = [
        .card: [
            "tarjeta", "loyalty_card", "card_number", "card_no", "numero_tarjeta", "no_tarjeta", "num_tarjeta",
            "monedero",
        ],
        .phone: [
            "telefono", "teléfono", "tel", "celular", "movil", "móvil", "mobile", "mobile_phone", "phone_number",
            "telefono_celular", "telefono_movil", "numero_telefono", "cel", "whatsapp",
        ],
        .email: ["correo", "e_mail", "mail", "correo_electronico", "email_address"],
        .id: [
            "curp", "rfc", "dni", "nie", "nif", "rut", "run", "national_id", "soc_sec_id", "ssn", "cedula",
            "documento", "identificacion",
        ],
        .given: ["given_name", "first_name", "nombre", "nombres", "nombre_de_pila", "forename"],
        .surname: [
            "last_name", "family_name", "apellido", "apellidos", "apellido_paterno", "primer_apellido", "apellido_1",
            "paterno",
        ],
        .secondSurname: ["apellido_materno", "segundo_apellido", "apellido_2", "materno", "second_last_name"],
        .fullName: ["name", "nombre_completo", "customer_name", "nombre_cliente", "nombre_y_apellidos"],
        .birthDate: [
            "fecha_nac", "fecha_nacimiento", "fecha_de_nacimiento", "nacimiento", "date_of_birth", "dob", "birthday",
            "birthdate", "cumpleaños",
        ],
        .store: ["store_id", "tienda", "sucursal", "id_tienda", "home_store"],
        .reference: [
            "rec_id", "record_id", "customer_id", "id_cliente", "cliente_id", "cliente", "customer", "referencia",
            "numero_cliente", "no_cliente",
        ],
    ]
}
