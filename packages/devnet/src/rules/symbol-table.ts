/** Token symbol of the root network, and of subnets when all others are taken. */
export const ROOT_SYMBOL = 'Τ'

/** Token symbols of the chain by netuid: those of netuid 1 and up, one character each, by script. */
const scripts: readonly string[] = [
  'αβγδεζηθικλμνξοπρσtυφχψω',
  'אבגדהוזחטיךכלםמןנסעףפץצקרשת',
  'ابتثجحخدذرزسشصضطظعغفقكلمنهويى',
  'ᚠᚢᚦᚨᚱᚳ',
  'Ы',
  'ᛉᛒ',
  '\u1680ᚁᚂᚃᚄᚅ᚛',
  'აბგდევ',
  'ԱԲԳԴԵԶ՞',
  'ЀЁЂЃЄЅъ',
  'ⲀⲁⲂⲃⲄⲅ',
  '𑀀𑀁𑀂𑀃𑀅',
  'නඳපඵබභ',
  'ⰀⰁⰂⰃⰄⰅⰆⰇⰈⰉⰊⰋⰌⰍⰎⰏⰐⰑⰒⰓⰔⰕⰖⰗⰘⰙⰚⰛⰜⰝⰞⰟⰠ',
  'กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ',
  'ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ',
  'አኡኢኣኤእኦኧወዉዊዋዌውዎኰ኱ኲኳኴኵ኶ጐ጑ጒመጔጕ጖',
  'अआइईउऊऋएऐओऔकखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसह',
  'アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン',
  'ⴰⴱⴲⴳⴴⴵⴶⴷⴸⴹⴺⴻⴼⴽⴾⴿⵀⵁⵂⵃⵄⵅⵆⵇⵈⵉⵊⵋⵌⵍⵎⵏⵐⵑⵒⵓ',
  'අආඉඊඋඌඍඎඏඐඑඒඓඔඕඖකඛගඝඞචඡජඣඤටඥඦඩඨඪණඬතථදධ',
]

/** The symbol of each netuid, as far as the list goes. */
export const symbols: readonly string[] = [ROOT_SYMBOL, ...scripts.flatMap((script) => [...script])]
