import Foundation

/// The language of what a cashier or administrator reads.
struct Language {
    let code: String

    init(_ arguments: Arguments) throws {
        if let wanted = arguments.option("lang") {
            guard ["es", "en"].contains(wanted) else {
                throw Failure.usage("--lang wants es or en", "vuelve \(arguments.command) --help")
            }
            code = wanted
        } else {
            let environment = ProcessInfo.processInfo.environment
            let locale = environment["LC_ALL"] ?? environment["LC_MESSAGES"] ?? environment["LANG"] ?? ""
            code = locale.hasPrefix("es") ? "es" : "en"
        }
    }

    func text(_ name: String) -> String {
        guard let pair = Self.texts[name] else { preconditionFailure("there is no text \(name)") }
        return code == "es" ? pair.es : pair.en
    }

    private static let texts: [String: (es: String, en: String)] = [
        "unknown": ("No se encontró. Puede registrarse en esta caja.", "Not found. They can join at this till."),
        "points": ("puntos", "points"),
        "pending": ("por confirmar", "pending"),
        "missing": ("Le faltan", "Missing"),
        "or": ("o", "or"),
        "visits": ("visitas", "visits"),
        "forTier": ("para", "for"),
        "toKeep": ("para conservar", "to keep"),
        "discount": ("de descuento", "off"),
        "offer": ("Oferta", "Offer"),
        "until": ("hasta", "until"),
        "homeOnly": ("sólo en su tienda", "only at their home store"),
        "blocked": ("CUENTA BLOQUEADA", "BLOCKED"),
        "asOf": ("al", "as of"),
        "notConfirmed": ("por confirmar con central", "not confirmed by central yet"),
        "askKey": (
            "Cliente (tarjeta, phone:…, email:…; vacío: sin cliente): ",
            "Customer (card, phone:…, email:…; empty: none): "
        ),
        "askLine": (
            "Artículo, importe y cantidad (vacío: cobrar; «-»: quitar el último): ",
            "Item, amount and quantity (empty: pay; \"-\": remove the last): "
        ),
        "badLine": ("Escriba, por ejemplo: 7501055300075 25.50 2", "Type, for instance: 7501055300075 25.50 2"),
        "total": ("TOTAL", "TOTAL"),
        "saved": ("Ahorra", "Saved"),
        "earned": ("Gana", "Earns"),
        "recorded": ("Compra registrada", "Purchase recorded"),
        "choose": ("¿Quién es? Escriba el número: ", "Which one? Type the number: "),
        "state": ("ESTADO", "STATE"),
        "store": ("TIENDA", "STORE"),
        "lastSuccess": ("ÚLTIMO ÉXITO", "LAST SUCCESS"),
        "lastSale": ("ÚLTIMA VENTA", "LAST SALE"),
        "waiting": ("ESPERAN", "WAITING"),
        "oldest": ("LA MÁS VIEJA", "OLDEST"),
        "cards": ("CUENTAS", "CARDS"),
        "programme": ("PROGRAMA", "PROGRAMME"),
        "clock": ("RELOJ", "CLOCK"),
        "agent": ("VERSIÓN", "AGENT"),
        "doNext": ("QUÉ HACER", "WHAT TO DO"),
        "stores": ("tiendas", "stores"),
        "unhealthy": ("con problemas", "unhealthy"),
        "eventsWaiting": ("eventos por enviar", "events waiting"),
        "aside": ("apartados", "set aside"),
        "customers": ("clientes", "customers"),
        "never": ("nunca", "never"),
        "ago": ("hace", ""),
    ]
}
