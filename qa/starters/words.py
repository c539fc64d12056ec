"""The words that the rules for starter questions know; everything else they leave alone."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_IRREGULAR = """
ban banned banned|become became become|begin began begun|break broke broken
bring brought brought|build built built|bury buried buried|buy bought bought|cast cast cast
choose chose chosen|come came come|draw drew drawn|equip equipped equipped
expel expelled expelled|fall fell fallen|find found found|flee fled fled|give gave given
go went gone|grow grew grown|hide hid hidden|hold held held|lay laid laid|lead led led
leave left left|lose lost lost|make made made|meet met met|overthrow overthrew overthrown
pay paid paid|plan planned planned|rebuild rebuilt rebuilt|rise rose risen|sell sold sold
send sent sent|set set set|ship shipped shipped|sink sank sunk|spread spread spread
take took taken|teach taught taught|transfer transferred transferred|win won won
withdraw withdrew withdrawn|write wrote written
"""
_REGULAR = """
abandon abolish absorb acclaim acquire adopt amend annex announce appoint approve arrest arrive
assassinate attack authorise authorize award baptise baptize beatify burn canonise canonize
capture cede charter christen close collapse commission compile complete compose conquer
consecrate construct convert create crown damage debut declare decommission dedicate defeat
demolish deploy design destroy develop die direct discontinue discover dismantle dispatch
dissolve divide donate edit elect emigrate enact enter erect establish execute exile expand
extend form found gain graduate grant halt host implement impose imprison inaugurate incorporate
inscribe inspect install introduce invade invent issue join kill knight land launch launch
legalise legalize liberate list marry merge merge migrate move name nominate occupy open order
organise organize paint pass patent perform pilot premiere print privatise privatize promote
prove publish purchase raise ratify reach receive recognise recognize reconstruct record reform
register relaunch release relocate rename renovate reopen replace resign restore restructure
retire return revise settle sign sponsor start surrender suspend test train translate unify
unite unveil update upgrade visit
"""


def _past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    return base[:-1] + "ied" if base[-1] == "y" and base[-2] not in "aeiou" else base + "ed"


def _verbs() -> tuple[dict[str, str], dict[str, str]]:
    """Base forms by past tense, and past tenses by participle."""
    bases, pasts = {}, {}
    for entry in _IRREGULAR.strip().replace("\n", "|").split("|"):
        base, past, participle = entry.split()
        bases[past], pasts[participle] = base, past
    for base in _REGULAR.split():
        bases[_past(base)] = base
        pasts[_past(base)] = _past(base)
    return bases, pasts


BASE_OF_PAST, PAST_OF_PARTICIPLE = _verbs()

# What somebody does on purpose, so that "who" is right.
DEEDS = _words("""
    abolished acquired adopted announced appointed approved assassinated bought built captured
    commissioned compiled composed conquered constructed created defeated designed developed
    directed discovered drew edited enacted established founded inaugurated introduced invented
    invaded issued launched named opened organised organized painted patented planned promoted
    proved published purchased ratified renamed signed unveiled won wrote overthrew
    """)
# What has a thing for its object, so that "what has X launched?" is asked well.
ACHIEVEMENTS = (
    "acquired|adopted|announced|approved|built|completed|created|developed|established"
    "|introduced|issued|launched|opened|piloted|produced|published|released|signed|unveiled|won"
)
# Of these, what is said of people and bodies alone: "the treaty established" is no "who".
OWN_DEEDS = DEEDS & _words("""
    acquired appointed assassinated bought captured composed conquered defeated designed
    directed discovered founded invaded invented issued painted published signed won wrote
    """)
# The same in the present, by participle.
STANDING_DEEDS = {
    "appointed": "appoints",
    "approved": "approves",
    "governed": "governs",
    "headed": "heads",
    "issued": "issues",
    "managed": "manages",
    "operated": "operates",
    "owned": "owns",
    "published": "publishes",
    "supervised": "supervises",
}

# Nouns that say what kind of thing something is: "X is a city" answers "What is X?".
THINGS = _words("""
    academy acid act agency agreement airline airport alliance alloy application archipelago
    area army assembly association authority bank battery bay body branch bridge building canal
    cathedral centre center certificate charity church city class club code collection college
    committee community company component compound concept condition constitution convention
    corporation council country county court currency database defence desert device directive
    disease disorder district division document dynasty element empire engine enzyme facility
    family federation festival field film force form fuel format formula framework function fund
    gas genus group hospital industry initiative institute institution instrument interface
    island kingdom laboratory lake language law library machine material meal measure mechanism
    medicine medium metal method metric mineral model mountain movement municipality museum
    network newspaper novel object office organisation organization organ ornament park
    parliament part partnership party peninsula period phenomenon phylum plan planet plant
    plateau platform policy port practice principle problem procedure process product program
    programme project property protein protocol province publication quantity railway rainforest
    range rate reaction region religion report republic reservoir right river road rule
    satellite scheme school science sea sector sensor service set settlement society software
    space species square standard state statement stadium star station statute strategy
    structure substance suburb subset symptom system technique technology temple tenet term
    territory test theatre theorem theory theocracy tissue tool town tradition treatment
    tribunal trust type union unit university valley vehicle village virus volcano website
    wetland zone
    """)
# What is over: "X was a treaty" answers "What was X?".
EVENTS = _words("""
    agreement alliance army battle campaign colony ceremony company conference conflict congress
    council crisis dynasty empire expedition event famine festival fortress game kingdom
    massacre movement network operation organisation organization party period plan policy
    programme program project rebellion regime republic revolt revolution riot scandal school
    ship siege society state strike summit system tax theater theatre tournament treaty trial
    uprising war
    """)
PEOPLE = _words("""
    activist actor actress admiral architect artist astronaut astronomer author bishop botanist
    businessman cardinal chancellor chemist commander composer conductor criminologist designer
    dictator diplomat director economist emperor empress engineer explorer founder general
    geographer geologist governor historian inventor journalist judge king lawyer leader
    mathematician mayor merchant minister missionary monarch musician naturalist novelist nun
    officer painter philosopher photographer physician physicist pianist playwright poet
    politician pope president priest princess prince professor programmer psychologist queen
    reformer revolutionary saint scholar scientist sculptor senator singer sociologist soldier
    songwriter statesman surgeon theologian theorist trader violinist writer zoologist
    """)

DETERMINERS = frozenset({"the", "a", "an"})
# Words that point outside the clause, or show that it holds another: none may be in a question.
UNCLEAR = _words("""
    i me my you he him his she her it its we us our they them their who whom whose which that
    this these those there here what when where why how such same others latter former following
    above below not nor if while although though because since unless until whether so yet thus
    therefore however also then moreover furthermore instead today currently recently previously
    later respectively e.g i.e etc is are was were has had does did can could will would shall
    should may might must himself herself itself themselves
    """)
# Words that show that more than a noun phrase stands before the verb.
NOT_IN_A_SUBJECT = UNCLEAR | _words("""
    your another other first second third next last previous new each every all any some both
    either neither no none only even one two three several few many much most more less least
    various certain numerous as than or but now still often soon once never always again already
    originally finally eventually subsequently meanwhile additionally indeed perhaps just at by
    from into onto through during after before under over between among against within without
    despite upon toward towards about per via in on with to up out be been being am have do
    """)
# Verbs that need no object: "the bridge opened in 1990".
INTRANSITIVE = frozenset(
    {
        "began",
        "closed",
        "died",
        "fell",
        "merged",
        "opened",
        "resigned",
        "retired",
        "rose",
        "started",
    }
)
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
COMMON_ENGLISH = frozenset({"the", "of", "and", "to", "a", "in", "is", "for", "or", "with", "be"})
# What a manual tells its reader to do: "To ... the ..., press ...".
TASKS = _words("""
    access activate add adjust apply attach book calculate cancel change charge check choose
    claim clean close configure connect create delete disable disconnect download edit enable
    enter export file find import insert install log open order pair print prevent read register
    remove rename renew repair replace report request reset restart restore return run save
    schedule select send set start stop store submit switch test turn uninstall unlock update
    upgrade upload use verify view
    """)
COMMANDS = TASKS | frozenset(
    {"click", "contact", "drag", "email", "go", "hold", "press", "pull", "push", "rotate", "slide"}
    | {"tap", "type", "visit", "call", "complete", "fill", "ask", "see", "unplug", "plug", "lift"}
)
# Verbs that a plural takes, where "40 schools offer" is not "40 school offers".
PLURAL_VERBS = "are|were|have|had|support|offer|provide|use|include|attend|live|belong|serve"
SAYINGS = {
    "announced": "announce",
    "argued": "argue",
    "claimed": "claim",
    "concluded": "conclude",
    "declared": "declare",
    "emphasised": "emphasise",
    "emphasized": "emphasize",
    "predicted": "predict",
    "proposed": "propose",
    "reported": "report",
    "said": "say",
    "showed": "show",
    "stated": "state",
    "stressed": "stress",
    "suggested": "suggest",
    "warned": "warn",
}
