"""Languages: which one a text looks like, by the little words that every sentence has, and which words those are."""

from collections.abc import Sequence

STEMMED = frozenset(
    ("ar", "da", "de", "el", "en", "es", "fi", "fr", "hu", "it", "nl", "no", "pt", "ro", "ru", "sv", "ta", "tr")
)
"""Those whose words are found in every form."""

_OTHER_NAMES = {"nb": "no", "nn": "no"}
_LEAST = 2
"""Little words that a text must have for its language to be guessed."""

LITTLE_WORDS: dict[str, frozenset[str]] = {
    code: frozenset(listed.split())
    for code, listed in {
        "en": "a an and are as at be been but by can did do does for from had has have he her his how i if in is it "
        "its me my no not of on or our she so that the their them then there they this to was we were what when "
        "which who will with would you your s t re ll don",
        "de": "aber als am an auch auf aus bei bin bis da das dass dem den der des die du ein eine einem einen einer "
        "er es fur hat hatte ich ihr im in ist ja kann mein mich mir mit nach nicht noch nur oder sein sich sie sind "
        "so uber um und uns von vor war was wenn wer wie wir wird zu zum zur",
        "fr": "a au aux avec c ce ces cette d dans de des du elle en est et ete eu il ils j je l la le les leur lui m "
        "ma mais me mes mon n ne nous on ou par pas pour qu que qui s sa se ses si son sont sur t ta te tu un une "
        "vous y",
        "es": "a al como con cual de del donde el ella ellos en era es esta este esto fue ha han hay la las le les lo "
        "los mas me mi muy ni no nos o para pero por que se ser si sin sobre su sus te tu un una uno y ya yo",
        "it": "a ad ai al alla anche c che chi ci come con da dal dei del della di e ed era gli ha ho i il in io l la "
        "le lei lo lui ma mi mia mio ne nei nel nella noi non o per piu quando questa questo se sei si sono su sua "
        "suo ti tra tu un una uno",
        "pt": "a ao aos as com como da das de do dos e ela ele em era essa esse esta este eu foi ha isso ja mais mas "
        "me meu minha muito na nao nas nem no nos o os ou para pela pelo por que se sem ser seu sua sao tem um uma "
        "voce",
        "nl": "aan al als bij dan dat de deze die dit door een en er ging had heb hebben heeft het hij hoe ik in is je "
        "kan maar me met mijn naar niet nog nu of om omdat ook op over te tot uit van veel voor was wat we wel wij "
        "worden zal ze zich zijn zo",
        "sv": "alla an att av da de den det din dig du eller en ett for fran ha han har hade hon i icke in inte jag "
        "kan man med men mig min mot nar ni nu och om oss pa sa sig sin ska som till upp ut var vi vid ar",
        "no": "alle at av da de den der det din du eller en er et fra for ha han har hadde hun i ikke jeg kan man med "
        "meg men min mot na nar og om oss pa sa seg sin skal som til var ved vi vil",
        "da": "af alle at da de den der det din du efter eller en er et for fra ham han har havde hende her hun hvad i "
        "ikke ind jeg kan man med men mig min mod nar ned og om op os pa sa sig sin skal som til ud var ved vi vil",
        "fi": "ei ellei en etta han he ja jos joka kun kuin me mina mita mutta ne niin nyt oli olla olen "
        "on ovat se siis sina sitten tai te tama vain voi",
        "ru": "а без бы был была было быть в вам вас во вот все вы где да для до его ее если есть еще же за и из или "
        "им их к как ко когда кто ли меня мне мы на не него нет ни но о об он она они от по при с со так там то тот ты "
        "у уже что чтобы это я",
    }.items()
}


def main_language(code: str | None) -> str | None:
    """The part of a BCP 47 tag that names the language; None for none."""
    if not code:
        return None
    main = code.partition("-")[0].lower()
    return _OTHER_NAMES.get(main, main)


def language_of(words: Sequence[str], told: str | None = None) -> str | None:
    """As told, else as it looks; None where too few little words tell."""
    if told:
        return main_language(told)
    counts = {code: sum(word in little for word in words) for code, little in LITTLE_WORDS.items()}
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] >= _LEAST else None


def is_little(word: str, language: str | None) -> bool:
    """Whether it says next to nothing in this language."""
    return language is not None and word in LITTLE_WORDS.get(language, ())
