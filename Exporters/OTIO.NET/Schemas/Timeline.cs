namespace OpenTimelineIO;

/// <summary>A cut: a stack of tracks and the timecode of its start (<c>Timeline.1</c>).</summary>
public class Timeline : SerializableObjectWithMetadata
{
    private Stack _tracks = NewTracks();

    /// <summary>An empty timeline.</summary>
    public Timeline() { }

    /// <summary>An empty timeline of a name.</summary>
    public Timeline(string name) => Name = name;

    /// <inheritdoc/>
    public override string SchemaName => "Timeline";

    /// <summary>The timecode of the first frame. It takes no part in range arithmetic.</summary>
    public RationalTime? GlobalStartTime { get; set; }

    /// <summary>The tracks, bottom first.</summary>
    public Stack Tracks
    {
        get => _tracks;
        set => _tracks = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>The tracks of kind <see cref="Track.KindVideo"/>, bottom first.</summary>
    public IEnumerable<Track> VideoTracks() => TracksOfKind(Track.KindVideo);

    /// <summary>The tracks of kind <see cref="Track.KindAudio"/>, first first.</summary>
    public IEnumerable<Track> AudioTracks() => TracksOfKind(Track.KindAudio);

    /// <summary>How long the timeline is.</summary>
    /// <exception cref="OtioException">A length cannot be known (<see cref="OtioError.NoRange"/>).</exception>
    public RationalTime Duration() => Tracks.Duration();

    /// <summary>All clips, in the order of the file; see <see cref="Composition.FindClips"/>.</summary>
    /// <exception cref="OtioException">A range is given and a length cannot be known.</exception>
    public IEnumerable<Clip> FindClips(TimeRange? range = null, bool shallow = false) => Tracks.FindClips(range, shallow);

    /// <summary>All objects of a type below the tracks, in the order of the file; see <see cref="Composition.FindChildren"/>.</summary>
    /// <exception cref="OtioException">A range is given and a length cannot be known.</exception>
    public IEnumerable<T> FindChildren<T>(TimeRange? range = null, bool shallow = false) where T : Composable => Tracks.FindChildren<T>(range, shallow);

    /// <summary>The area of the picture that exists, around those of all clips; null when none says so.</summary>
    public Box2d? AvailableImageBounds() => Tracks.AvailableImageBounds();

    /// <inheritdoc/>
    protected internal override void ReadFields(FieldReader reader)
    {
        base.ReadFields(reader);
        GlobalStartTime = reader.RationalTime("global_start_time");
        Tracks = reader.Object<Stack>("tracks", required: true) ?? NewTracks();
    }

    /// <inheritdoc/>
    protected internal override void WriteFields(FieldWriter writer)
    {
        base.WriteFields(writer);
        writer.Write("global_start_time", GlobalStartTime);
        writer.Write("tracks", Tracks);
    }

    private static Stack NewTracks() => new() { Name = "tracks" };

    private IEnumerable<Track> TracksOfKind(string kind) => Tracks.Children.OfType<Track>().Where(track => track.Kind == kind);
}
