namespace OpenTimelineIO;

/// <summary>Copies that keep their class.</summary>
public static class CloneExtensions
{
    /// <summary>A deep copy of the object as its own class; see <see cref="SerializableObject.Clone"/>.</summary>
    public static T DeepClone<T>(this T source) where T : SerializableObject => (T)source.Clone();
}
