namespace ScreenTime.Exporters.Edl;

/// <summary>
/// One record track as an assembly makes it: each event goes over what lies there already. In most lists nothing overlaps; in a list that was
/// flattened from several tracks the later event is the upper picture.
/// </summary>
internal sealed class EdlTrack
{
    private readonly List<EdlPiece> _pieces = [];

    /// <summary>What the track shows, in record order, without overlaps.</summary>
    public IReadOnlyList<EdlPiece> Pieces => _pieces;

    /// <summary>Records an edit; says whether it went over another one.</summary>
    public bool Record(EdlEdit edit)
    {
        var first = FirstEndingAfter(edit.RecordIn);
        var last = first;
        while (last < _pieces.Count && _pieces[last].In < edit.RecordOut)
            last++;
        if (first == last)
        {
            _pieces.Insert(first, new EdlPiece(edit, edit.RecordIn, edit.RecordOut));
            return false;
        }

        var replaced = new List<EdlPiece>(3);
        if (_pieces[first].In < edit.RecordIn)
            replaced.Add(_pieces[first] with { Out = edit.RecordIn });
        replaced.Add(new EdlPiece(edit, edit.RecordIn, edit.RecordOut));
        if (_pieces[last - 1].Out > edit.RecordOut)
            replaced.Add(_pieces[last - 1] with { In = edit.RecordOut });
        _pieces.RemoveRange(first, last - first);
        _pieces.InsertRange(first, replaced);
        return true;
    }

    private int FirstEndingAfter(long frame)
    {
        var (low, high) = (0, _pieces.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_pieces[middle].Out <= frame)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
