/** A paragraph and the words that its reader would file it under. */
export interface Passage {
  readonly id: string;
  readonly topic: "nature" | "technology" | "history" | "everyday";
  readonly text: string;
  readonly keywords: readonly string[];
}

/** Written for this repository; the keywords were chosen by hand, before any method was run on the texts. */
export const PASSAGES: readonly Passage[] = [
  {
    id: "mangroves",
    topic: "nature",
    text:
      "Mangroves grow where rivers meet the sea. Their stilt roots slow the tide, and mud settles between them. " +
      "Young fish hide among the roots from larger hunters. When mangroves are cut for shrimp ponds, the coast " +
      "loses its shelter: storm waves run further inland, and the mud washes away.",
    keywords: ["mangroves", "roots", "coast", "mud", "fish"],
  },
  {
    id: "lichens",
    topic: "nature",
    text:
      "A lichen is a partnership of a fungus and an alga. The fungus gives shelter and holds water; the alga " +
      "makes sugar from sunlight. Because lichens take their water from the air, they also take in whatever " +
      "the air carries. Where air pollution is heavy, most lichens vanish, so botanists read them as a gauge.",
    keywords: ["lichens", "fungus", "alga", "air pollution"],
  },
  {
    id: "swifts",
    topic: "nature",
    text:
      "Common swifts spend most of their lives in flight. They feed, drink and sleep in the air, and come down " +
      "only to nest. Young swifts train in the nest by pressing their wings against the floor. Once they leave, " +
      "they may not land for two or three years. Renovated roofs without gaps leave swifts no nest sites.",
    keywords: ["swifts", "flight", "nest", "wings", "roofs"],
  },
  {
    id: "peat",
    topic: "nature",
    text:
      "Peat forms where dead moss sinks into water and cannot rot. A bog grows about a millimetre of peat in a " +
      "year, and stores carbon in it for thousands of years. Drained bogs turn from a store into a source: air " +
      "reaches the peat, microbes eat it, and the carbon leaves as gas. Raising the water table stops this.",
    keywords: ["peat", "bog", "carbon", "moss", "water table"],
  },
  {
    id: "octopus-arms",
    topic: "nature",
    text:
      "Two thirds of an octopus' nerve cells sit in its arms. Each arm tastes what it touches and can decide on " +
      "its own whether to grip. The brain sends a goal, not a plan of movements. An arm that is cut off still " +
      "pulls away from harm for an hour. Engineers study octopus arms to build soft robots.",
    keywords: ["octopus", "arms", "nerve cells", "brain", "soft robots"],
  },
  {
    id: "checksums",
    topic: "technology",
    text:
      "A checksum is a short number computed from a file. The sender computes it, the receiver computes it " +
      "again, and any difference reveals damage on the way. A checksum against accidents can be simple. A " +
      "checksum against attackers must be a cryptographic hash, for which nobody can build a second file with " +
      "the same value.",
    keywords: ["checksum", "file", "cryptographic hash", "damage"],
  },
  {
    id: "heat-pumps",
    topic: "technology",
    text:
      "A heat pump moves heat instead of making it. A refrigerant evaporates outside and takes in heat even " +
      "from cold air; a compressor raises its temperature; indoors it condenses and gives the heat away. For " +
      "each unit of electricity a good heat pump delivers three or four units of heat. Large radiators help, " +
      "since they work with cooler water.",
    keywords: ["heat pump", "refrigerant", "compressor", "electricity"],
  },
  {
    id: "backups",
    topic: "technology",
    text:
      "A backup that was never restored is a hope. Keep three copies of your data on two kinds of media, one of " +
      "them in another place. Test the restore every few months, on another machine, with a clock running. Most " +
      "teams find out during the test that a key, a password or a database was missing from the backup.",
    keywords: ["backup", "restore", "copies", "data", "test"],
  },
  {
    id: "queues",
    topic: "technology",
    text:
      "A message queue lets a fast sender work with a slow receiver. The sender puts messages into the queue " +
      "and goes on; the receiver takes them when it can. If a receiver dies, its message returns to the queue " +
      "and another takes it. So every message may arrive twice, and receivers must be idempotent.",
    keywords: ["message queue", "sender", "receiver", "idempotent"],
  },
  {
    id: "e-ink",
    topic: "technology",
    text:
      "Electronic paper holds black and white particles in tiny capsules of oil. A voltage pulls one kind to " +
      "the surface. Without voltage the particles stay where they are, so a page costs no energy while it is " +
      "read. Changing the page is slow, and colour needs filters that make the paper darker.",
    keywords: ["electronic paper", "particles", "voltage", "energy"],
  },
  {
    id: "printing",
    topic: "history",
    text:
      "Gutenberg did not invent printing. He invented a way to cast metal type quickly: a hand mould in which " +
      "each letter took a minute. With thousands of equal letters, a page could be set, printed and taken " +
      "apart again. Books became cheap within fifty years, and with them came pamphlets, newspapers and censors.",
    keywords: ["Gutenberg", "printing", "metal type", "books"],
  },
  {
    id: "longitude",
    topic: "history",
    text:
      "A ship finds its latitude from the sun, but longitude needs time. The earth turns fifteen degrees an " +
      "hour; who knows the hour at home and the hour on board knows the longitude. Pendulum clocks failed at " +
      "sea. John Harrison, a carpenter, built a clock with balance springs that lost five seconds on a voyage " +
      "to Jamaica.",
    keywords: ["longitude", "clock", "John Harrison", "ship", "time"],
  },
  {
    id: "cholera",
    topic: "history",
    text:
      "In 1854 cholera killed hundreds in one London district. John Snow marked each death on a map and saw " +
      "them gather around one water pump in Broad Street. He had the handle taken off. Most doctors still " +
      "blamed bad air, and Snow's map convinced them only years later that water carries cholera.",
    keywords: ["cholera", "John Snow", "map", "water pump", "London"],
  },
  {
    id: "potato",
    topic: "history",
    text:
      "The potato came to Europe from the Andes and was grown for a century as a curiosity. War made it food: " +
      "soldiers burn wheat fields, but potatoes wait underground. Where potatoes spread, towns grew. Ireland " +
      "came to depend on one variety alone, and in 1845 a blight turned that variety into famine.",
    keywords: ["potato", "Europe", "Ireland", "blight", "famine"],
  },
  {
    id: "quipu",
    topic: "history",
    text:
      "The Inca ruled without writing, but not without records. A quipu is a cord from which coloured strings " +
      "hang, and knots on the strings stand for numbers in tens. Keepers read them aloud to count taxes, herds " +
      "and people. Whether some quipus also tell stories is not known; the last keepers died under Spanish rule.",
    keywords: ["quipu", "Inca", "knots", "strings", "records"],
  },
  {
    id: "sourdough",
    topic: "everyday",
    text:
      "Sourdough rises with wild yeast. The starter is flour and water in which yeast and lactic bacteria live " +
      "together. The bacteria make acid, which keeps mould away and lets bread last longer. A starter wants " +
      "flour every day in the kitchen, or once a week in the fridge. Warm dough rises faster, cool dough tastes " +
      "better.",
    keywords: ["sourdough", "starter", "yeast", "bacteria", "flour"],
  },
  {
    id: "bicycle-chain",
    topic: "everyday",
    text:
      "A bicycle chain does not stretch; its pins wear. Each worn pin adds a little length, until the chain " +
      "climbs the teeth of the sprockets and wears them, too. A chain gauge costs little and tells when to " +
      "change. Wipe the chain before you oil it: oil on dirt makes a grinding paste.",
    keywords: ["bicycle chain", "pins", "sprockets", "chain gauge", "oil"],
  },
  {
    id: "houseplants",
    topic: "everyday",
    text:
      "More houseplants drown than dry out. Roots need air as much as water, and wet soil holds none. Push a " +
      "finger into the soil before you water: if it feels damp, wait. A pot with a hole and a saucer lets water " +
      "out. Yellow leaves mean too much water more often than too little.",
    keywords: ["houseplants", "water", "roots", "soil", "leaves"],
  },
  {
    id: "sleep",
    topic: "everyday",
    text:
      "The body clock sets itself by light. Morning light moves sleep forward, evening light moves it back. " +
      "Bright screens late in the evening tell the clock that it is noon. A fixed time to get up helps sleep " +
      "more than a fixed time to go to bed, because the clock counts from the first light of the day.",
    keywords: ["sleep", "body clock", "light", "screens"],
  },
  {
    id: "tickets",
    topic: "everyday",
    text:
      "Train tickets are cheap early and dear late. Railways sell a few seats of each train at low fares, then " +
      "raise the fare as seats sell. A split ticket, two tickets for two parts of one journey, can cost less " +
      "than one. If a train is late and the connection is lost, a split ticket may lose its passenger rights.",
    keywords: ["train tickets", "fares", "seats", "split ticket", "passenger rights"],
  },
];
