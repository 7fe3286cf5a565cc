/** Emoji by group, each with the name Unicode gives it: what the picker shows, searches and says to listeners. Flags are made of letters. */
const GROUPS: readonly (readonly [name: string, emoji: string])[] = [
  ['Faces and hearts', `
😀grinning face|😁grinning face with smiling eyes|😂face with tears of joy|😃smiling face with open mouth|😄smiling face with open mouth and smiling eyes|
😅smiling face with open mouth and cold sweat|😆smiling face with open mouth and tightly-closed eyes|😇smiling face with halo|😈smiling face with horns|😉winking face|
😊smiling face with smiling eyes|😋face savouring delicious food|😌relieved face|😍smiling face with heart-shaped eyes|😎smiling face with sunglasses|😏smirking face|😐neutral face|
😑expressionless face|😒unamused face|😓face with cold sweat|😔pensive face|😕confused face|😖confounded face|😗kissing face|😘face throwing a kiss|😙kissing face with smiling eyes|
😚kissing face with closed eyes|😛face with stuck-out tongue|😜face with stuck-out tongue and winking eye|😝face with stuck-out tongue and tightly-closed eyes|😞disappointed face|
😟worried face|😠angry face|😡pouting face|😢crying face|😣persevering face|😤face with look of triumph|😥disappointed but relieved face|😦frowning face with open mouth|😧anguished face|
😨fearful face|😩weary face|😪sleepy face|😫tired face|😬grimacing face|😭loudly crying face|😮face with open mouth|😯hushed face|😰face with open mouth and cold sweat|
😱face screaming in fear|😲astonished face|😳flushed face|😴sleeping face|😵dizzy face|😶face without mouth|😷face with medical mask|☠️skull and crossbones|☹️frowning face|☺️smiling face|
❣️heavy heart exclamation mark ornament|❤️red heart|👹japanese ogre|👺japanese goblin|👻ghost|👼baby angel|👽extraterrestrial alien|👾alien monster|👿imp|💀skull|💋kiss mark|💌love letter|
💓beating heart|💔broken heart|💕two hearts|💖sparkling heart|💗growing heart|💘heart with arrow|💙blue heart|💚green heart|💛yellow heart|💜purple heart|💝heart with ribbon|
💞revolving hearts|💟heart decoration|💡electric light bulb|💢anger symbol|💣bomb|💤sleeping symbol|💥collision symbol|💦splashing sweat symbol|💧droplet|💨dash symbol|💩pile of poo|
💫dizzy symbol|💬speech balloon|💭thought balloon|💯hundred points symbol|🖤black heart|😸grinning cat face with smiling eyes|😹cat face with tears of joy|
😺smiling cat face with open mouth|😻smiling cat face with heart-shaped eyes|😼cat face with wry smile|😽kissing cat face with closed eyes|😾pouting cat face|😿crying cat face|
🙀weary cat face|🙁slightly frowning face|🙂slightly smiling face|🙃upside-down face|🙄face with rolling eyes|🙅face with no good gesture|🙆face with ok gesture|🙇person bowing deeply|
🙈see-no-evil monkey|🙉hear-no-evil monkey|🙊speak-no-evil monkey|🙋happy person raising one hand|🙌person raising both hands in celebration|🙍person frowning|🙎person with pouting face|
🙏person with folded hands|🤍white heart|🤎brown heart|🤐zipper-mouth face|🤑money-mouth face|🤒face with thermometer|🤓nerd face|🤔thinking face|🤕face with head-bandage|🤖robot face|
🤗hugging face|🤠face with cowboy hat|🤡clown face|🤢nauseated face|🤣rolling on the floor laughing|🤤drooling face|🤥lying face|🤦face palm|🤧sneezing face|🤨face with one eyebrow raised|
🤩grinning face with star eyes|🤪grinning face with one large and one small eye|🤫face with finger covering closed lips|🤬serious face with symbols covering mouth|
🤭smiling face with smiling eyes and hand covering mouth|🤮face with open mouth vomiting|🤯shocked face with exploding head|🥰smiling face with smiling eyes and three hearts|
🥱yawning face|🥲smiling face with tear|🥳face with party horn and party hat|🥴face with uneven eyes and wavy mouth|🥵overheated face|🥶freezing face|🥸disguised face|
🥹face holding back tears|🥺face with pleading eyes|🧐face with monocle|🧡orange heart|🫠melting face|🫡saluting face|🫢face with open eyes and hand over mouth|🫣face with peeking eye|
🫤face with diagonal mouth|🫥dotted line face|🫦biting lip|🫧bubbles`],
  ['People', `
☝️index pointing up|✊raised fist|✋raised hand|✌️victory hand, peace|✍️writing hand|👂ear|👃nose|👄mouth|👅tongue|👆white up pointing backhand index|👇white down pointing backhand index|
👈white left pointing backhand index|👉white right pointing backhand index|👊fisted hand sign|👋waving hand sign|👌ok hand sign|👍thumbs up|👎thumbs down|👏clapping hands sign|
👐open hands sign|💪flexed biceps|🤌pinched fingers|🤏pinching hand|🤘sign of the horns|🤙call me hand|🤚raised back of hand|🤛left-facing fist|🤜right-facing fist|🤝handshake|
🤞hand with index and middle fingers crossed|🤟i love you hand sign|🫰hand with index finger and thumb crossed|🫱rightwards hand|🫲leftwards hand|🫳palm down hand|🫴palm up hand|
🫵index pointing at the viewer|🫶heart hands|⛹️person with ball|🎅father christmas|🏂snowboarder|🏃runner|🏄surfer|🏇horse racing|🏊swimmer|🏋️weight lifter|🏌️golfer|👀eyes|👁️eye|
👤bust in silhouette|👥busts in silhouette|👦boy|👧girl|👨man|👩woman|👪family|👫man and woman holding hands|👬two men holding hands|👭two women holding hands|👮police officer|
👯woman with bunny ears|👰bride with veil|👱person with blond hair|👲man with gua pi mao|👳man with turban|👴older man|👵older woman|👶baby|👷construction worker|👸princess|
💁information desk person|💂guardsman|💃dancer|💅nail polish|💆face massage|💇haircut|💏kiss|💐bouquet|💑couple with heart|🕴️man in business suit levitating|🕵️sleuth or spy|🕺man dancing|
🖐️raised hand with fingers splayed|🖕reversed hand with middle finger extended|🖖raised hand with part between middle and ring fingers|🗣️speaking head in silhouette|🚣rowboat|
🚴bicyclist|🚵mountain bicyclist|🚶pedestrian|🛀bath|🛌sleeping accommodation|🤰pregnant woman|🤱breast-feeding|🤲palms up together|🤳selfie|🤴prince|🤵man in tuxedo|🤶mother christmas|🤷shrug|
🤸person doing cartwheel|🤹juggling|🤺fencer|🤼wrestlers|🤽water polo|🤾handball|🥷ninja|🦴bone|🦵leg|🦶foot|🦷tooth|🦸superhero|🦹supervillain|🦺safety vest|🦻ear with hearing aid|
🧍standing person|🧎kneeling person|🧏deaf person|🧑adult|🧒child|🧓older adult|🧔bearded person|🧕person with headscarf|🧖person in steamy room|🧗person climbing|🧘person in lotus position|
🧙mage|🧚fairy|🧛vampire|🧜merperson|🧝elf|🧞genie|🧟zombie|🧠brain|🫀anatomical heart|🫁lungs|🫂people hugging|🫃pregnant man|🫄pregnant person|🫅person with crown`],
  ['Animals and nature', `
☀️sun|☁️cloud|☂️umbrella|☃️snowman|☄️comet|☔umbrella with rain drops|☘️shamrock|⚡high voltage sign|⛄snowman without snow|⛅sun behind cloud|⛈️thunder cloud and rain|✨sparkles|
❄️snowflake|⭐star|🌀cyclone|🌁foggy|🌂closed umbrella|🌃night with stars|🌄sunrise over mountains|🌅sunrise|🌆cityscape at dusk|🌇sunset over buildings|🌈rainbow|🌉bridge at night|
🌊water wave|🌋volcano|🌌milky way|🌍earth globe europe-africa|🌎earth globe americas|🌏earth globe asia-australia|🌐globe with meridians|🌑new moon symbol|🌒waxing crescent moon symbol|
🌓first quarter moon symbol|🌔waxing gibbous moon symbol|🌕full moon symbol|🌖waning gibbous moon symbol|🌗last quarter moon symbol|🌘waning crescent moon symbol|🌙crescent moon|
🌚new moon with face|🌛first quarter moon with face|🌜last quarter moon with face|🌝full moon with face|🌞sun with face|🌟glowing star|🌠shooting star|🌡️thermometer|
🌤️white sun with small cloud|🌥️white sun behind cloud|🌦️white sun behind cloud with rain|🌧️cloud with rain|🌨️cloud with snow|🌩️cloud with lightning|🌪️cloud with tornado|🌫️fog|
🌬️wind blowing face|🌰chestnut|🌱seedling|🌲evergreen tree|🌳deciduous tree|🌴palm tree|🌵cactus|🌶️hot pepper|🌷tulip|🌸cherry blossom|🌹rose|🌺hibiscus|🌻sunflower|🌼blossom|🌽ear of maize|
🌾ear of rice|🌿herb|🍀four leaf clover|🍁maple leaf|🍂fallen leaf|🍃leaf fluttering in wind|🍄mushroom|🏵️rosette|🐀rat|🐁mouse|🐂ox|🐃water buffalo|🐄cow|🐅tiger|🐆leopard|🐇rabbit|🐈cat|🐉dragon|
🐊crocodile|🐋whale|🐌snail|🐍snake|🐎horse|🐏ram|🐐goat|🐑sheep|🐒monkey|🐓rooster|🐔chicken|🐕dog|🐖pig|🐗boar|🐘elephant|🐙octopus|🐚spiral shell|🐛bug|🐜ant|🐝honeybee|🐞lady beetle|🐟fish|
🐠tropical fish|🐡blowfish|🐢turtle|🐣hatching chick|🐤baby chick|🐥front-facing baby chick|🐦bird|🐧penguin|🐨koala|🐩poodle|🐪dromedary camel|🐫bactrian camel|🐬dolphin|🐭mouse face|🐮cow face|
🐯tiger face|🐰rabbit face|🐱cat face|🐲dragon face|🐳spouting whale|🐴horse face|🐵monkey face|🐶dog face|🐷pig face|🐸frog face|🐹hamster face|🐺wolf face|🐻bear face|🐼panda face|🐽pig nose|
🐾paw prints|🐿️chipmunk|🔥fire|🕷️spider|🕸️spider web|🦀crab|🦁lion face|🦂scorpion|🦃turkey|🦄unicorn face|🦅eagle|🦆duck|🦇bat|🦈shark|🦉owl|🦊fox face|🦋butterfly|🦌deer|🦍gorilla|🦎lizard|
🦏rhinoceros|🦐shrimp|🦑squid|🦒giraffe face|🦓zebra face|🦔hedgehog|🦕sauropod|🦖t-rex|🦗cricket|🦘kangaroo|🦙llama|🦚peacock|🦛hippopotamus|🦜parrot|🦝raccoon|🦞lobster|🦟mosquito|🦠microbe|
🦡badger|🦢swan|🦣mammoth|🦤dodo|🦥sloth|🦦otter|🦧orangutan|🦨skunk|🦩flamingo|🦪oyster|🦫beaver|🦬bison|🦭seal|🦮guide dog|🪰fly|🪱worm|🪲beetle|🪳cockroach|🪴potted plant|🪵wood|🪶feather|🪷lotus|
🪸coral|🪹empty nest|🪺nest with eggs`],
  ['Food and drink', `
☕hot beverage|🌭hot dog|🌮taco|🌯burrito|🍅tomato|🍆aubergine|🍇grapes|🍈melon|🍉watermelon|🍊tangerine|🍋lemon|🍌banana|🍍pineapple|🍎red apple|🍏green apple|🍐pear|🍑peach|🍒cherries|🍓strawberry|
🍔hamburger|🍕slice of pizza|🍖meat on bone|🍗poultry leg|🍘rice cracker|🍙rice ball|🍚cooked rice|🍛curry and rice|🍜steaming bowl|🍝spaghetti|🍞bread|🍟french fries|🍠roasted sweet potato|
🍡dango|🍢oden|🍣sushi|🍤fried shrimp|🍥fish cake with swirl design|🍦soft ice cream|🍧shaved ice|🍨ice cream|🍩doughnut|🍪cookie|🍫chocolate bar|🍬candy|🍭lollipop|🍮custard|🍯honey pot|
🍰shortcake|🍱bento box|🍲pot of food|🍳cooking|🍴fork and knife|🍵teacup without handle|🍶sake bottle and cup|🍷wine glass|🍸cocktail glass|🍹tropical drink|🍺beer mug|🍻clinking beer mugs|
🍼baby bottle|🍽️fork and knife with plate|🍾bottle with popping cork|🍿popcorn|🎂birthday cake|🏺amphora|🔪hocho|🥐croissant|🥑avocado|🥒cucumber|🥓bacon|🥔potato|🥕carrot|🥖baguette bread|
🥗green salad|🥘shallow pan of food|🥙stuffed flatbread|🥚egg|🥛glass of milk|🥜peanuts|🥝kiwifruit|🥞pancakes|🥟dumpling|🥠fortune cookie|🥡takeout box|🥢chopsticks|🥣bowl with spoon|
🥤cup with straw|🥥coconut|🥦broccoli|🥧pie|🥨pretzel|🥩cut of meat|🥪sandwich|🥫canned food|🥬leafy green|🥭mango|🥮moon cake|🥯bagel|🧀cheese wedge|🧁cupcake|🧂salt shaker|🧃beverage box|
🧄garlic|🧅onion|🧆falafel|🧇waffle|🧈butter|🧉mate drink|🧊ice cube|🧋bubble tea|🫐blueberries|🫑bell pepper|🫒olive|🫓flatbread|🫔tamale|🫕fondue|🫖teapot|🫗pouring liquid|🫘beans|🫙jar`],
  ['Play', `
♟️black chess pawn|♠️black spade suit|♣️black club suit|♥️black heart suit|♦️black diamond suit|⚽soccer ball|⚾baseball|⛳flag in hole|⛷️skier|⛸️ice skate|🀄mahjong tile red dragon|
🃏playing card black joker|🎀ribbon|🎁wrapped present|🎃jack-o-lantern|🎄christmas tree|🎆fireworks|🎇firework sparkler|🎈balloon|🎉party popper|🎊confetti ball|🎋tanabata tree|
🎌crossed flags|🎍pine decoration|🎎japanese dolls|🎏carp streamer|🎐wind chime|🎑moon viewing ceremony|🎒school satchel|🎓graduation cap|🎖️military medal|🎗️reminder ribbon|
🎙️studio microphone|🎚️level slider|🎛️control knobs|🎞️film frames|🎟️admission tickets|🎠carousel horse|🎡ferris wheel|🎢roller coaster|🎣fishing pole and fish|🎤microphone|🎥movie camera|
🎦cinema|🎧headphone|🎨artist palette|🎩top hat|🎪circus tent|🎫ticket|🎬clapper board|🎭performing arts|🎮video game|🎯direct hit|🎰slot machine|🎱billiards|🎲game die|🎳bowling|
🎴flower playing cards|🎵musical note|🎶multiple musical notes|🎷saxophone|🎸guitar|🎹musical keyboard|🎺trumpet|🎻violin|🎼musical score|🎽running shirt with sash|🎾tennis racquet and ball|
🎿ski and ski boot|🏀basketball and hoop|🏁chequered flag|🏅sports medal|🏆trophy|🏈american football|🏉rugby football|🏍️racing motorcycle|🏎️racing car|🏏cricket bat and ball|🏐volleyball|
🏑field hockey stick and ball|🏒ice hockey stick and puck|🏓table tennis paddle and ball|🏸badminton racquet and shuttlecock|🏹bow and arrow|🔮crystal ball|🛷sled|🤿diving mask|
🥀wilted flower|🥁drum with drumsticks|🥂clinking glasses|🥃tumbler glass|🥄spoon|🥅goal net|🥇first place medal|🥈second place medal|🥉third place medal|🥊boxing glove|
🥋martial arts uniform|🥌curling stone|🥍lacrosse stick and ball|🥎softball|🥏flying disc|🧧red gift envelope|🧨firecracker|🧩jigsaw puzzle piece|🧸teddy bear|🩰ballet shoes|
🩱one-piece swimsuit|🩲briefs|🩳shorts|🩴thong sandal|🪀yo-yo|🪁kite|🪂parachute|🪃boomerang|🪄magic wand|🪅pinata|🪆nesting dolls`],
  ['Places', `
⌚watch|⌛hourglass|⏰alarm clock|⏱️stopwatch|⏲️timer clock|⏳hourglass with flowing sand|♨️hot springs|⚓anchor|⛩️shinto shrine|⛪church|⛰️mountain|⛱️umbrella on ground|⛲fountain|
⛴️ferry|⛵sailboat|⛺tent|⛽fuel pump|✈️airplane|🏔️snow capped mountain|🏕️camping|🏖️beach with umbrella|🏗️building construction|🏘️house buildings|🏙️cityscape|
🏚️derelict house building|🏛️classical building|🏜️desert|🏝️desert island|🏞️national park|🏟️stadium|🏠house building|🏡house with garden|🏢office building|🏣japanese post office|
🏤european post office|🏥hospital|🏦bank|🏧automated teller machine|🏨hotel|🏩love hotel|🏪convenience store|🏫school|🏬department store|🏭factory|🏮izakaya lantern|🏯japanese castle|
🏰european castle|💈barber pole|💒wedding|🕋kaaba|🕌mosque|🕍synagogue|🕐clock face one oclock|🕑clock face two oclock|🕒clock face three oclock|🕓clock face four oclock|
🕔clock face five oclock|🕕clock face six oclock|🕖clock face seven oclock|🕗clock face eight oclock|🕘clock face nine oclock|🕙clock face ten oclock|🕚clock face eleven oclock|
🕛clock face twelve oclock|🕜clock face one-thirty|🕝clock face two-thirty|🕞clock face three-thirty|🕟clock face four-thirty|🕠clock face five-thirty|🕡clock face six-thirty|
🕢clock face seven-thirty|🕣clock face eight-thirty|🕤clock face nine-thirty|🕥clock face ten-thirty|🕦clock face eleven-thirty|🕧clock face twelve-thirty|🕰️mantelpiece clock|
🗺️world map|🗻mount fuji|🗼tokyo tower|🗽statue of liberty|🗾silhouette of japan|🗿moyai|🚀rocket|🚁helicopter|🚂steam locomotive|🚃railway car|🚄high-speed train|
🚅high-speed train with bullet nose|🚆train|🚇metro|🚈light rail|🚉station|🚊tram|🚋tram car|🚌bus|🚍oncoming bus|🚎trolleybus|🚏bus stop|🚐minibus|🚑ambulance|🚒fire engine|🚓police car|
🚔oncoming police car|🚕taxi|🚖oncoming taxi|🚗automobile|🚘oncoming automobile|🚙recreational vehicle|🚚delivery truck|🚛articulated lorry|🚜tractor|🚝monorail|🚞mountain railway|
🚟suspension railway|🚠mountain cableway|🚡aerial tramway|🚢ship|🚤speedboat|🚥horizontal traffic light|🚦vertical traffic light|🚧construction sign|🚨police cars revolving light|
🚩triangular flag on post|🚪door|🚿shower|🛁bathtub|🛋️couch and lamp|🛍️shopping bags|🛎️bellhop bell|🛏️bed|🛐place of worship|🛑octagonal sign|🛒shopping trolley|🛕hindu temple|🛖hut|
🛗elevator|🛝playground slide|🛞wheel|🛟ring buoy|🛠️hammer and wrench|🛡️shield|🛢️oil drum|🛣️motorway|🛤️railway track|🛥️motor boat|🛩️small airplane|🛫airplane departure|
🛬airplane arriving|🛰️satellite|🛳️passenger ship|🛴scooter|🛵motor scooter|🛶canoe|🛸flying saucer|🛹skateboard|🛺auto rickshaw|🛻pickup truck|🛼roller skate|🦼motorized wheelchair|
🦽manual wheelchair|🧭compass`],
  ['Things', `
⌨️keyboard|☎️black telephone|⚒️hammer and pick|⚔️crossed swords|⚕️staff of aesculapius|⚖️scales|⚗️alembic|⚙️gear|⚰️coffin|⚱️funeral urn|⛏️pick|⛑️helmet with white cross|⛓️chains|
✂️black scissors|✉️envelope|✏️pencil|✒️black nib|👑crown|👒womans hat|👓eyeglasses|👔necktie|👕t-shirt|👖jeans|👗dress|👘kimono|👙bikini|👚womans clothes|👛purse|👜handbag|👝pouch|👞mans shoe|
👟athletic shoe|👠high-heeled shoe|👡womans sandal|👢womans boots|👣footprints|💄lipstick|💉syringe|💊pill|💍ring|💎gem stone|💰money bag|💱currency exchange|💲heavy dollar sign|💳credit card|
💴banknote with yen sign|💵banknote with dollar sign|💶banknote with euro sign|💷banknote with pound sign|💸money with wings|💹chart with upwards trend and yen sign|💺seat|
💻personal computer|💼briefcase|💽minidisc|💾floppy disk|💿optical disc|📀dvd|📁file folder|📂open file folder|📃page with curl|📄page facing up|📅calendar|📆tear-off calendar|📇card index|
📈chart with upwards trend|📉chart with downwards trend|📊bar chart|📋clipboard|📌pushpin|📍round pushpin|📎paperclip|📏straight ruler|📐triangular ruler|📑bookmark tabs|📒ledger|📓notebook|
📔notebook with decorative cover|📕closed book|📖open book|📗green book|📘blue book|📙orange book|📚books|📛name badge|📜scroll|📝memo|📞telephone receiver|📟pager|📠fax machine|
📡satellite antenna|📢public address loudspeaker|📣cheering megaphone|📤outbox tray|📥inbox tray|📦package|📧e-mail symbol|📨incoming envelope|📩envelope with downwards arrow above|
📪closed mailbox with lowered flag|📫closed mailbox with raised flag|📬open mailbox with raised flag|📭open mailbox with lowered flag|📮postbox|📯postal horn|📰newspaper|📱mobile phone|
📲mobile phone with rightwards arrow at left|📷camera|📸camera with flash|📹video camera|📺television|📻radio|📼videocassette|📽️film projector|📿prayer beads|
🔃clockwise downwards and upwards open circle arrows|🔄anticlockwise downwards and upwards open circle arrows|🔅low brightness symbol|🔆high brightness symbol|
🔇speaker with cancellation stroke|🔈speaker|🔉speaker with one sound wave|🔊speaker with three sound waves|🔋battery|🔌electric plug|🔍left-pointing magnifying glass|
🔎right-pointing magnifying glass|🔏lock with ink pen|🔐closed lock with key|🔑key|🔒lock|🔓open lock|🔔bell|🔕bell with cancellation stroke|🔖bookmark|🔗link symbol|🔦electric torch|🔧wrench|
🔨hammer|🔩nut and bolt|🔫pistol|🔬microscope|🔭telescope|🔯six pointed star with middle dot|🔰japanese symbol for beginner|🔱trident emblem|🔲black square button|🔳white square button|
🔴large red circle|🔵large blue circle|🔶large orange diamond|🔷large blue diamond|🔸small orange diamond|🔹small blue diamond|🔺up-pointing red triangle|🔻down-pointing red triangle|
🕯️candle|🕶️dark sunglasses|🕹️joystick|🖇️linked paperclips|🖊️lower left ballpoint pen|🖋️lower left fountain pen|🖌️lower left paintbrush|🖍️lower left crayon|🖥️desktop computer|
🖨️printer|🖱️three button mouse|🖲️trackball|🖼️frame with picture|🗂️card index dividers|🗃️card file box|🗄️file cabinet|🗑️wastebasket|🗒️spiral note pad|🗓️spiral calendar pad|
🗜️compression|🗝️old key|🗞️rolled-up newspaper|🗡️dagger knife|🗳️ballot box with ballot|🥻sari|🥼lab coat|🥽goggles|🥾hiking boot|🥿flat shoe|🦯probing cane|🧢billed cap|🧣scarf|🧤gloves|
🧥coat|🧦socks|🧪test tube|🧫petri dish|🧬dna double helix|🧮abacus|🧯fire extinguisher|🧰toolbox|🧱brick|🧲magnet|🧳luggage|🧴lotion bottle|🧵spool of thread|🧶ball of yarn|🧷safety pin|🧹broom|
🧺basket|🧻roll of paper|🧼bar of soap|🧽sponge|🧾receipt|🧿nazar amulet|🩸drop of blood|🩹adhesive bandage|🩺stethoscope|🩻x-ray|🩼crutch|🪐ringed planet|🪑chair|🪒razor|🪓axe|🪔diya lamp|🪕banjo|
🪖military helmet|🪗accordion|🪘long drum|🪙coin|🪚carpentry saw|🪛screwdriver|🪜ladder|🪝hook|🪞mirror|🪟window|🪠plunger|🪡sewing needle|🪢knot|🪣bucket|🪤mouse trap|🪥toothbrush|🪦headstone|
🪧placard|🪨rock|🪩mirror ball|🪪identification card|🪫low battery|🪬hamsa`],
  ['Signs', `
‼️double exclamation mark|⁉️exclamation question mark|™️trade mark sign|ℹ️information source|↔️left right arrow|↕️up down arrow|↖️north west arrow|↗️north east arrow|
↘️south east arrow|↙️south west arrow|↩️leftwards arrow with hook|↪️rightwards arrow with hook|⏏️eject symbol|⏩black right-pointing double triangle|
⏪black left-pointing double triangle|⏫black up-pointing double triangle|⏬black down-pointing double triangle|⏭️black right-pointing double triangle with vertical bar|
⏮️black left-pointing double triangle with vertical bar|⏯️black right-pointing triangle with double vertical bar|⏸️double vertical bar|⏹️black square for stop|
⏺️black circle for record|Ⓜ️circled latin capital letter m|▪️black small square|▫️white small square|▶️black right-pointing triangle|◀️black left-pointing triangle|
◻️white medium square|◼️black medium square|◽white medium small square|◾black medium small square|☑️ballot box with check|☢️radioactive sign|☣️biohazard sign|☦️orthodox cross|
☪️star and crescent|☮️peace symbol|☯️yin yang|☸️wheel of dharma|♀️female sign|♂️male sign|♈aries|♉taurus|♊gemini|♋cancer|♌leo|♍virgo|♎libra|♏scorpius|♐sagittarius|♑capricorn|
♒aquarius|♓pisces|♻️black universal recycling symbol|♾️permanent paper sign|♿wheelchair symbol|⚛️atom symbol|⚜️fleur-de-lis|⚠️warning sign|
⚧️male with stroke and male and female sign|⚪medium white circle|⚫medium black circle|⛎ophiuchus|⛔no entry|✅white heavy check mark|✔️heavy check mark|✖️heavy multiplication x|
✝️latin cross|✡️star of david|✳️eight spoked asterisk|✴️eight pointed black star|❇️sparkle|❌cross mark|❎negative squared cross mark|❓black question mark ornament|
❔white question mark ornament|❕white exclamation mark ornament|❗heavy exclamation mark symbol|➕heavy plus sign|➖heavy minus sign|➗heavy division sign|➡️black rightwards arrow|
➰curly loop|➿double curly loop|⤴️arrow pointing rightwards then curving upwards|⤵️arrow pointing rightwards then curving downwards|⬅️leftwards black arrow|⬆️upwards black arrow|
⬇️downwards black arrow|⬛black large square|⬜white large square|⭕heavy large circle|〰️wavy dash|〽️part alternation mark|㊗️circled ideograph congratulation|
㊙️circled ideograph secret|🅰️negative squared latin capital letter a|🅱️negative squared latin capital letter b|🅾️negative squared latin capital letter o|
🅿️negative squared latin capital letter p|🆎negative squared ab|🆑squared cl|🆒squared cool|🆓squared free|🆔squared id|🆕squared new|🆖squared ng|🆗squared ok|🆘squared sos|
🆙squared up with exclamation mark|🆚squared vs|🈁squared katakana koko|🈂️squared katakana sa|🈚squared cjk unified ideograph-7121|🈯squared cjk unified ideograph-6307|
🈲squared cjk unified ideograph-7981|🈳squared cjk unified ideograph-7a7a|🈴squared cjk unified ideograph-5408|🈵squared cjk unified ideograph-6e80|🈶squared cjk unified ideograph-6709|
🈷️squared cjk unified ideograph-6708|🈸squared cjk unified ideograph-7533|🈹squared cjk unified ideograph-5272|🈺squared cjk unified ideograph-55b6|🉐circled ideograph advantage|
🉑circled ideograph accept|🏳️waving white flag|🏴waving black flag|🏷️label|💠diamond shape with a dot inside|💮white flower|📳vibration mode|📴mobile phone off|📵no mobile phones|
📶antenna with bars|🔀twisted rightwards arrows|🔁clockwise rightwards and leftwards open circle arrows|
🔂clockwise rightwards and leftwards open circle arrows with circled one overlay|🔘radio button|🔙back with leftwards arrow above|🔚end with leftwards arrow above|
🔛on with exclamation mark with left right arrow above|🔜soon with rightwards arrow above|🔝top with upwards arrow above|🔞no one under eighteen symbol|🔟keycap ten|
🔠input symbol for latin capital letters|🔡input symbol for latin small letters|🔢input symbol for numbers|🔣input symbol for symbols|🔤input symbol for latin letters|
🔼up-pointing small red triangle|🔽down-pointing small red triangle|🕉️om symbol|🕊️dove of peace|🕎menorah with nine branches|🕳️hole|🗨️left speech bubble|🗯️right anger bubble|
🚫no entry sign|🚬smoking symbol|🚭no smoking symbol|🚮put litter in its place symbol|🚯do not litter symbol|🚰potable water symbol|🚱non-potable water symbol|🚲bicycle|🚳no bicycles|
🚷no pedestrians|🚸children crossing|🚹mens symbol|🚺womens symbol|🚻restroom|🚼baby symbol|🚽toilet|🚾water closet|🛂passport control|🛃customs|🛄baggage claim|🛅left luggage|
🟠large orange circle|🟡large yellow circle|🟢large green circle|🟣large purple circle|🟤large brown circle|🟥large red square|🟦large blue square|🟧large orange square|
🟨large yellow square|🟩large green square|🟪large purple square|🟫large brown square|🟰heavy equals sign|🧌troll`],
]

/** What people also call them. */
const WORDS: Readonly<Record<string, string>> = {
  '😀': 'happy smile', '😂': 'laugh lol funny', '🤣': 'laugh lol rofl', '😉': 'wink', '😊': 'happy blush', '😍': 'love', '😎': 'cool', '😢': 'sad', '😭': 'cry sad', '😡': 'angry', '😱': 'shock fear',
  '🙂': 'smile', '🙃': 'irony', '🙄': 'really', '🤔': 'hmm', '🤗': 'hug', '🤯': 'mind blown', '🥰': 'love', '🥳': 'party birthday', '🥺': 'please', '🫡': 'yes sir', '🤷': 'whatever dunno', '🤦': 'facepalm',
  '❤️': 'love', '💔': 'sad', '💯': 'perfect', '💤': 'sleep tired', '👍': 'yes ok like good', '👎': 'no bad', '👏': 'applause bravo', '🙏': 'please thanks pray', '💪': 'strong', '👋': 'hello bye wave', '🤝': 'deal',
  '🤞': 'luck', '👀': 'look eyes', '🧠': 'smart', '🔥': 'hot great', '✨': 'magic new', '⭐': 'favourite', '☀️': 'weather warm', '❄️': 'snow cold winter', '🌈': 'pride', '☕': 'coffee tea hot drink', '🍵': 'tea',
  '🍺': 'beer', '🍻': 'beer cheers', '🍷': 'wine', '🍰': 'cake', '🎂': 'birthday', '🍕': 'pizza', '🎉': 'party congratulations tada', '🎁': 'gift', '🏆': 'win', '⚽': 'football', '🎵': 'music', '🚀': 'launch ship',
  '🏠': 'home', '💻': 'laptop work', '📷': 'photo', '💡': 'idea', '📌': 'important', '🔒': 'private', '🗑️': 'delete', '✅': 'done yes ok', '❌': 'no wrong', '⚠️': 'careful', '♻️': 'recycle', '🇪🇺': 'europe',
}

const COUNTRIES =
  'AC AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET EU FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW'

export interface Emoji {
  text: string
  name: string
  /** All that it is found by, in small letters. */
  words: string
}

export interface Group {
  name: string
  emoji: readonly Emoji[]
}

const SPLIT = /^(\P{L}+)(.+)$/su

function read(line: string): Emoji[] {
  const found = SPLIT.exec(line.trim())
  if (found === null) return []
  const [, text = '', name = ''] = found
  return [{ text, name, words: `${name} ${WORDS[text] ?? ''}` }]
}

function flag(code: string, names: Intl.DisplayNames): Emoji {
  const text = [...code].map((letter) => String.fromCodePoint(0x1f1e6 - 65 + letter.charCodeAt(0))).join('')
  const name = `flag: ${names.of(code) ?? code}`
  return { text, name, words: `${name} ${WORDS[text] ?? ''}`.toLowerCase() }
}

let made: readonly Group[] | null = null

export function groups(): readonly Group[] {
  const names = new Intl.DisplayNames(['en'], { type: 'region' })
  made ??= [
    ...GROUPS.map(([name, lines]) => ({ name, emoji: lines.split('|').flatMap(read) })),
    { name: 'Flags', emoji: COUNTRIES.split(' ').map((code) => flag(code, names)) },
  ]
  return made
}

/** Those of which every word is found at the beginning of one of theirs, the whole name first. */
export function found(query: string, most: number): Emoji[] {
  const wanted = query.toLowerCase().split(/[\s_]+/).filter((word) => word !== '')
  if (wanted.length === 0) return []
  const fits = ({ words }: Emoji): boolean => wanted.every((word) => words.startsWith(word) || words.includes(` ${word}`) || words.includes(`-${word}`))
  const rank = ({ name, words }: Emoji): number => (name === query.toLowerCase() ? 0 : words.slice(name.length).includes(` ${wanted[0] ?? ''}`) ? 1 : name.startsWith(wanted[0] ?? '') ? 2 : 3)
  return groups()
    .flatMap(({ emoji }) => emoji)
    .filter(fits)
    .sort((one, other) => rank(one) - rank(other))
    .slice(0, most)
}

export function named(text: string): Emoji | undefined {
  return groups()
    .flatMap(({ emoji }) => emoji)
    .find((one) => one.text === text)
}
