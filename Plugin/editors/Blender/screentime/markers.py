"""Timeline markers by character. What this writes it knows again; what a person changed or made stays."""

TOOL = "screentime"


def replace(scene, result, first):
    """Puts a result's markers in place of those of an earlier run of the same cast. Frame 0 of the result is frame `first` of the scene.

    Returns (added, kept): how many were added, and the markers of ours that a person changed, which stay."""
    kept = clean(scene, result["cast"])
    standing = {(own["character"], own["start"], own["frames"]) for own in map(identity, kept)}
    added = 0
    for marker in result["markers"]:
        # A person's version of this very appearance stands for it.
        if (marker["character"], marker["start"], marker["frames"]) in standing:
            continue
        # As the house words it; an older ScreenTime leaves that to the add-on.
        text = marker.get("text") or f"{marker['name']} {marker['frames'] / rate(result):.1f} s"
        made = scene.timeline_markers.new(text[:63], frame=first + marker["start"])
        made["screentime"] = {
            "tool": TOOL, "cast": result["cast"], "character": marker["character"], "run": result["run"], "start": marker["start"], "frames": marker["frames"],
            "confidence": float(marker["confidence"]), "name": made.name, "frame": made.frame,
        }
        added += 1
    return added, kept


def clean(scene, cast=None):
    """Takes our markers out again, of one cast or of all. Returns those that a person changed, which stay."""
    kept = []
    for marker in list(scene.timeline_markers):
        own = identity(marker)
        if own is None or (cast is not None and own["cast"] != cast):
            continue
        if marker.name != own["name"] or marker.frame != own["frame"]:
            kept.append(marker)
        else:
            scene.timeline_markers.remove(marker)
    return kept


def identity(marker):
    """What we noted on a marker; None on one that is not ours."""
    own = marker.get("screentime")
    if own is None or not hasattr(own, "to_dict"):
        return None
    own = own.to_dict()
    return own if own.get("tool") == TOOL and {"cast", "character", "start", "frames", "name", "frame"} <= own.keys() else None


def rate(result):
    numerator, denominator = result["timeline"]["rate"].split("/")
    return int(numerator) / int(denominator)
