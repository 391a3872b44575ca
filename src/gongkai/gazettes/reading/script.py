"""Traditional characters of the words that the reader leans on.

Not a converter: only what the vocabulary needs. A text is matched in simplified characters and
kept as it is written, so each character stands for exactly one.
"""

TRADITIONAL = (
    "佈侷個備傢傳億儲內別則劃動務匯區協卽參員單噸國園圖團報壓壞夾學實將對導層屬幾廳強彙後徑從"
    "復應戶掃損據數於時暫會査條業標機檢檯欄權決沒況準為無爲牽獨現異發確碼種稱箇範約級細結給綱"
    "編緻縣縮總續聯職臺與舊舘萬處號製複覈見規覽計設註詞話認語說説請謀識議讀負責資賬車載輸辦這"
    "週進過適選遺鄉醫銀錄録錶鎭鎮長門開間閤關隊隨韋頁項須預領頭題額類風飛館馬體點齊龍龐龜"
    "來兒塊婦專擔構殘產産當節紀紅組統織質還舉圍裝"
)
SIMPLIFIED = (
    "布局个备家传亿储内别则划动务汇区协即参员单吨国园图团报压坏夹学实将对导层属几厅强汇后径从"
    "复应户扫损据数于时暂会查条业标机检台栏权决没况准为无为牵独现异发确码种称个范约级细结给纲"
    "编致县缩总续联职台与旧馆万处号制复核见规览计设注词话认语说说请谋识议读负责资账车载输办这"
    "周进过适选遗乡医银录录表镇镇长门开间合关队随韦页项须预领头题额类风飞馆马体点齐龙庞龟"
    "来儿块妇专担构残产产当节纪红组统织质还举围装"
)
_SIMPLER = dict(zip(map(ord, TRADITIONAL), SIMPLIFIED, strict=True))
_KNOWN = frozenset(TRADITIONAL)


def simplify(text: str) -> str:
    """The text with the vocabulary's characters in simplified script, character for character."""
    return text if _KNOWN.isdisjoint(text) else text.translate(_SIMPLER)
