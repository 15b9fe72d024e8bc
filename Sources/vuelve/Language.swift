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

    /// What to do about a store's state; nil for one that this version does not know.
    func next(state: String, store: String) -> String? {
        guard let pair = Self.nextByState[state] else { return nil }
        return (code == "es" ? pair.es : pair.en).replacing("STORE", with: store)
    }

    /// What to do about something besides a state; nil for what this version does not know.
    func next(about: String) -> String? {
        guard let pair = Self.nextByAttention[about] else { return nil }
        return code == "es" ? pair.es : pair.en
    }

    private static let nextByAttention: [String: (es: String, en: String)] = [
        "witness": (
            "el testigo no se puede escribir: dé permiso ahí al usuario del servicio, o indique otro archivo en witness; si no, el próximo arranque cuenta de nuevo",
            "the witness cannot be written: let the daemon's user write there, or name another file as witness; else its next start counts anew"
        ),
        "backup": (
            "no se hacen respaldos: corríjalo, o corrija backup en la configuración",
            "no backup is made: mend that, or correct backup in the configuration"
        ),
    ]

    private static let nextByState: [String: (es: String, en: String)] = [
        "revoked": (
            "se revocó su clave: vuelve central rotate-token STORE da otra",
            "its token was revoked: vuelve central rotate-token STORE gives it another"
        ),
        "neverSynced": (
            "nunca se ha conectado: revise su servicio, su línea y su archivo de clave",
            "it never synchronised: check its agent, its line and its token file"
        ),
        "silent": (
            "no se sabe de ella: revise su línea y que vuelve edge serve esté en marcha",
            "not heard of: check its line and that vuelve edge serve runs there"
        ),
        "diskLow": (
            "su disco está casi lleno: libere espacio antes de que haya que rechazar ventas",
            "its disk is nearly full: make room, before sales must be refused"
        ),
        "clock": ("su reloj está muy desviado: ajústelo", "its clock is far off: set it"),
        "cloned": (
            "dos equipos envían como esta tienda: busque la copia", "two machines send as this store: find the copy"
        ),
        "setAside": (
            "hay eventos apartados: vuelve events list --store STORE dice por qué",
            "events could not be applied: vuelve events list --store STORE says why"
        ),
        "behind": (
            "sus eventos llegan demasiado despacio: revise su línea", "its events arrive too slowly: check its line"
        ),
        "programmeOld": (
            "aún no tiene el programa más nuevo", "it has not taken the newest programme yet"
        ),
        "storage": (
            "el disco está lleno o falla, o el archivo está dañado: vea el detalle, libere espacio, o cambie el disco y ponga un respaldo",
            "the disk is full or fails, or the file is damaged: see the detail, make room, or replace the disk and restore"
        ),
        "tokenFile": (
            "no se puede leer el archivo de clave: revise tokenFile en edge.json y quién puede leer el archivo",
            "the token file cannot be read: check tokenFile in edge.json, and who may read the file"
        ),
        "replaced": (
            "otro equipo es ahora esta tienda: lo que aquí espera se envía; cuando no espere nada, apague éste",
            "another machine is this store now: what waits here is sent; once nothing does, switch this one off"
        ),
        "auth": (
            "central rechaza la clave: vuelve central rotate-token STORE, y póngala en el archivo de clave",
            "central refused the token: vuelve central rotate-token STORE, then put it in the token file"
        ),
        "wrongCentral": (
            "en esa dirección contesta otra central: revise central en edge.json",
            "another central answers at this address: check the key central in edge.json"
        ),
        "certificate": (
            "no se confía en el certificado de central: revise sus fechas y su nombre, caFile en edge.json y este reloj",
            "central's certificate is not believed: check its dates and name, caFile in edge.json, and this clock"
        ),
        "refused": ("central rechaza las peticiones: vea su registro", "central refuses requests: see its log"),
        "programmeTooNew": (
            "actualice el servicio: conserva el último programa que entiende",
            "update the agent: it keeps the last programme that it understands"
        ),
        "feedUnread": (
            "actualice el servicio: algunas cuentas quedan como estaban, porque no entiende lo último de central",
            "update the agent: some cards stay as they were, because it does not understand central's newest"
        ),
        "centralRestored": (
            "central volvió de un respaldo y se le pregunta qué le falta: puede esperar más de lo que aquí se cuenta",
            "central was put back from a copy and is asked what it lacks: more may wait than is counted here"
        ),
        "offline": (
            "sin línea: las ventas quedan guardadas y se envían después", "no line: sales are kept and sent later"
        ),
    ]

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
        "usedUp": ("ya usada", "used up"),
        "blocked": ("CUENTA BLOQUEADA", "BLOCKED"),
        "asOf": ("al", "as of"),
        "claimRefused": ("No se dieron los puntos de", "No points were given for"),
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
        "disk": ("DISCO", "DISK"),
        "agent": ("VERSIÓN", "AGENT"),
        "doNext": ("QUÉ HACER", "WHAT TO DO"),
        "stores": ("tiendas", "stores"),
        "unhealthy": ("con problemas", "unhealthy"),
        "eventsWaiting": ("eventos por enviar", "events waiting"),
        "aside": ("apartados", "set aside"),
        "customers": ("clientes", "customers"),
        "twoPlaces": (
            "su clave se usa a la vez desde varias direcciones; si la tienda no tiene dos líneas, vuelve central rotate-token y revoke-token:",
            "its token is in use from several addresses at once; unless it has two lines, vuelve central rotate-token and revoke-token:"
        ),
        "allDelivered": (
            "central tiene todo lo que vendió este equipo", "central has all that this machine sold"
        ),
        "otherTimeZone": (
            "se registró con otra zona horaria que la de su edge.json, y los días de sus ventas difieren; corrija timeZone allí:",
            "it was registered with another time zone than its edge.json has, and days of sales differ; correct timeZone there:"
        ),
        "never": ("nunca", "never"),
        "ago": ("hace", ""),
    ]
}
