/**
 * What passwords are made of that are guessed first: put together for this project from what is known of leaked ones
 * (words for passwords and access, names, teams, seasons, affection, keyboards, the sea, and this registry's own field),
 * not taken from a list. Lower case, at least three letters; the longer a word, the sooner it is looked for.
 */
export const commonWords: readonly string[] = `
password passwort passwd passphrase passcode pass secret geheim topsecret letmein letme open opensesame sesame welcome
willkommen bienvenue hello hallo bonjour hola login logon signin signon access account admin administrator root
superuser super user username guest gast test tester testing testuser temp temporary default changeme change changeit
newpassword mypassword yourpassword thepassword correcthorsebatterystaple correct horse battery staple
please trustno trustme trust whatever nothing nopassword none unknown private security secure server system computer
laptop internet network online website google facebook twitter instagram youtube amazon apple microsoft windows linux
ubuntu samsung nokia android iphone yahoo gmail hotmail outlook office pokemon minecraft fortnite roblox nintendo
playstation xbox starwars startrek skywalker vader yoda jedi matrix batman superman spiderman ironman avengers naruto
dragonball dragon monkey tiger lion eagle falcon hawk wolf bear shark dolphin turtle whale penguin panda kitty kitten
cat dog puppy doggy horse pony unicorn butterfly spider snake chicken turkey buster rocky bailey charlie lucky max
princess prince queen king knight master mistress hunter ranger killer warrior soldier ninja pirate samurai wizard
magic angel angels heaven devil demon ghost shadow phoenix thunder lightning storm sunshine sunflower flower flowers
rose lily daisy rainbow star stars moon sun sky cloud fire water earth wind ocean sea beach island wave waves surf
surfing sailing sailor boat ship harbor harbour coast coastal buoy tide fish fishing salmon tuna crab lobster
baseball football soccer basketball hockey tennis golf rugby cricket volleyball swimming running cycling
arsenal chelsea liverpool everton manchester united barcelona realmadrid madrid juventus milan bayern
yankees redsox dodgers cubs lakers celtics cowboys packers steelers patriots raiders broncos eagles giants
michael jordan michelle jennifer jessica ashley amanda nicole daniel david robert thomas william james john joseph
andrew matthew joshua anthony christopher justin brandon ryan kevin jason steven george richard charles patrick peter
paul mark maria anna emma sarah laura julia sophie elizabeth victoria alexander alexandra nicholas natalie samantha
stephanie melissa vanessa hannah olivia isabella
love lover loving loveyou iloveyou iloveu ilove youandme forever together always honey sweetheart sweet sweety baby
babygirl babyboy darling beautiful gorgeous pretty cutie sexy hottie kiss kisses hugs friend friends family mother
father mommy daddy brother sister bestfriend happy happiness smile smiley laugh joy peace hope faith trinity jesus
christ god blessed bless church
monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
october november december spring summer autumn fall winter christmas easter birthday holiday vacation
red blue green yellow orange purple black white silver golden gold pink
america usa canada london paris berlin tokyo newyork chicago boston texas california florida hawaii alaska
washington oregon virginia carolina
money dollar dollars million rich power strong freedom liberty victory winner champion legend hero ultimate awesome
cool great best number one first second third
chocolate cookie cookies banana apple cherry strawberry pepper ginger cheese coffee whiskey vodka beer pizza
guitar music metallica slipknot eminem beatles elvis nirvana rock
mustang corvette ferrari porsche mercedes camaro chevy ford toyota honda harley yamaha bmw audi
qwerty qwertz azerty asdf asdfgh zxcvbn zxcv qazwsx qaz wsx edc abc abcd xyz foo bar baz foobar
data metadata harvest harvester registry catalog catalogue ioos noaa nodc ncei pacioos caricoos gcoos glos maracoos
nanoos neracoos secoora sccoos cencoos aoos erddap thredds waf csw iso geoportal dataset server provider manager science
scientist oceanography oceanographer weather climate satellite sensor glider model
the and for you your with this that are was not have from but all can will would should very more most
`
  .trim()
  .split(/\s+/);
