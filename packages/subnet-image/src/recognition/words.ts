/** Words of the pictures: short, common and without a hyphen, so that a line of four fits in a picture. */
export const words: readonly string[] = (
  'acid acorn agent alarm album amber anchor angle apple apron arrow atlas attic autumn badge baker bamboo banjo ' +
  'barley barrel basin basket beacon beaver berry bishop blanket blossom boat border bottle branch brass bread ' +
  'brick bridge bronze brook bucket buffalo bugle butter button cabin cable cactus camel camera candle canoe canyon ' +
  'carbon cargo carpet castle cedar cellar cement chalk chapel cherry chisel cinder circle citrus cliff clock clover ' +
  'cobalt coffee collar comet copper coral cotton cradle crane crater cricket crown crystal curtain cypress dagger ' +
  'dairy danger dawn delta desert diamond dock dolphin donkey dragon drum eagle early earth echo elbow ember engine ' +
  'fabric falcon farmer feather fence ferry fiddle field flame flint flute forest fossil fountain fox frost galaxy ' +
  'garden garlic gate giant ginger glacier glass globe gold goose grain granite grape gravel guitar hammer harbor ' +
  'harvest hazel helmet heron hinge honey horizon hotel hunter icon island ivory jacket jaguar jewel jungle junior ' +
  'kernel kettle kiosk kitten knight ladder lagoon lake lantern lemon lever lilac linen lizard lobster locket lumber ' +
  'magnet mango maple marble market meadow melon metal mirror mist monkey moon mortar moss motor mountain museum ' +
  'nectar needle nest nickel noble north oak oasis ocean olive onion opal orbit orchid otter owl oxygen oyster ' +
  'paddle palace panda paper parcel parrot pastel peach pearl pebble pencil pepper piano pigeon pilot pine planet ' +
  'plum pocket pony poplar potter powder prairie prism pulley pumpkin puzzle quartz queen quill rabbit radar radio ' +
  'raft rain raven reef ribbon river robin rocket rope rose ruby saddle sailor salmon sand satin sauce scarf school ' +
  'seal shadow shell shovel silk silver sketch slate sleigh smoke snow socket spark spice spruce squash stable star ' +
  'steam stone storm straw stream summer sunset swan table talent temple thunder tiger timber toast tower tractor ' +
  'train tulip tunnel turtle umbrella valley vapor velvet violet violin volcano wagon walnut water wheat willow ' +
  'window winter wolf wood yacht yarn yellow zebra zinc'
).split(' ')
