namespace ScreenTime.Examples.ShortFilm.Cuts;

/// <summary>How fast a piece runs.</summary>
internal enum Speed
{
    Normal,
    Double,
    Half,
    Freeze,
}

/// <summary>What a cut's track holds, one after the other; lengths in record frames.</summary>
internal abstract record Piece(int Length);

/// <summary>Nothing: a gap.</summary>
internal sealed record Blank(int Length) : Piece(Length);

/// <summary>A title, a matte, an adjustment: it lies over the picture and hides nobody.</summary>
internal sealed record Overlay(string Kind, string Name, int Length) : Piece(Length);

/// <summary>A part of the film.</summary>
/// <param name="Name">The clip's name.</param>
/// <param name="Source">The film's frame that its first record frame shows.</param>
/// <param name="Length">Its record frames.</param>
/// <param name="Speed">How fast it runs.</param>
/// <param name="Enabled">A disabled clip keeps its room and shows nothing.</param>
/// <param name="DissolveIn">Frames of a dissolve that lies half before its start and half after; even.</param>
internal sealed record Footage(string Name, int Source, int Length, Speed Speed = Speed.Normal, bool Enabled = true, int DissolveIn = 0) : Piece(Length)
{
    /// <summary>The film's frame that a record frame of it shows, counted from its start.</summary>
    public int FilmFrame(int offset) => Speed switch
    {
        Speed.Normal => Source + offset,
        Speed.Double => Source + (2 * offset),
        Speed.Half => Source + (offset / 2),
        _ => Source,
    };

    /// <summary>How many frames of the film it uses up.</summary>
    public int SourceLength => Speed switch { Speed.Normal => Length, Speed.Double => Length * 2, Speed.Half => Length / 2, _ => 1 };
}

/// <summary>A cut within the cut, of which a part is used.</summary>
/// <param name="Inner">The tracks of the inner cut, bottom first.</param>
/// <param name="In">The inner cut's first frame that is used.</param>
/// <param name="Length">Its record frames.</param>
internal sealed record Nest(IReadOnlyList<IReadOnlyList<Piece>> Inner, int In, int Length) : Piece(Length);

/// <summary>A timeline made of the film.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Tracks">Its tracks, bottom first.</param>
internal sealed record Cut(string Name, IReadOnlyList<IReadOnlyList<Piece>> Tracks)
{
    public int Length => Tracks.Max(track => track.Sum(piece => piece.Length));
}
