/// Short and pet forms of Spanish given names, as people give them at a till. Folded like `NameTokens`.
enum Nickname {
    /// What each form may stand for; `fer` is a man's and a woman's.
    static let meanings: [String: [String]] = {
        var meanings: [String: [String]] = [:]
        for (name, forms) in formsByName {
            for form in forms { meanings[form, default: [form]].append(name) }
        }
        return meanings.mapValues { $0.sorted() }
    }()

    private static let formsByName: [String: [String]] = [
        "adrian": ["adri"], "adriana": ["adri"], "alberto": ["beto"], "alejandra": ["ale", "alex", "jandra"],
        "alejandro": ["ale", "alex", "jandro"], "alfonso": ["poncho"], "alfredo": ["fredy"], "alicia": ["licha"],
        "ana": ["anita"], "antonia": ["tona"], "antonio": ["tono"], "arturo": ["turo"], "beatriz": ["bety", "bea"],
        "carmen": ["carmela", "carmelita"], "carlos": ["charly", "carlitos"], "cecilia": ["ceci"],
        "concepcion": ["concha", "conchita"], "consuelo": ["chelo"], "daniel": ["dani"], "daniela": ["dani"],
        "dolores": ["lola", "lolita"], "eduardo": ["lalo", "edu"], "elizabeth": ["eli", "ely"],
        "enrique": ["quique", "kike"], "ernesto": ["neto"], "fernanda": ["fer"], "fernando": ["fer", "nando"],
        "francisca": ["paca", "paquita"], "francisco": ["paco", "pancho", "fco", "fran", "curro"],
        "gabriel": ["gabo", "gabi"], "gabriela": ["gaby", "gabi"], "gerardo": ["jerry"], "gregorio": ["goyo"],
        "guadalupe": ["lupe", "lupita", "gpe", "guada"], "guillermo": ["memo", "guille"], "gustavo": ["gus"],
        "hilario": ["lalo"], "ignacio": ["nacho"], "isabel": ["isa", "chabela", "chavela"], "jaime": ["jimmy"],
        "javier": ["javi"], "jesus": ["chuy", "chucho"], "jorge": ["coque"], "jose": ["pepe", "pepito"],
        "josefa": ["pepa", "pepita"], "josefina": ["pina", "fina"], "juan": ["juanito"], "juana": ["juanita"],
        "leticia": ["lety", "leti"], "lorena": ["lore"], "luis": ["lucho", "luisito"], "luisa": ["luisita"],
        "magdalena": ["magda", "malena"], "manuel": ["manolo", "manu", "meno"], "margarita": ["mago", "magos"],
        "maria": ["ma", "mari", "mary", "mariquita"], "mercedes": ["merche", "meche"], "miguel": ["mike", "migue"],
        "monica": ["moni"], "montserrat": ["montse"], "natalia": ["nati"], "patricia": ["paty", "pati", "patri"],
        "pedro": ["perico"], "pilar": ["pili"], "rafael": ["rafa"], "ramon": ["moncho"], "raul": ["rul"],
        "ricardo": ["ric", "richi", "ricky"], "roberto": ["beto", "rober"], "rodrigo": ["rodri"], "rosa": ["rosita"],
        "rosario": ["chayo", "charo"], "salvador": ["chava"], "santiago": ["santi", "chago"], "sebastian": ["sebas"],
        "sergio": ["checo"], "silvia": ["silvi"], "socorro": ["coco"], "sofia": ["sofi"], "susana": ["susi"],
        "teresa": ["tere", "teresita"], "vanessa": ["vane"], "vanesa": ["vane"], "veronica": ["vero"],
        "vicente": ["chente"], "victor": ["vic"], "victoria": ["vicky", "vicki"],
    ]
}
