namespace OpenTimelineIO;

/// <summary>Copies an object with all below it: fields out, fields in. Works on a list instead of the call stack, so depth costs no stack.</summary>
internal static class Cloner
{
    private sealed class Level(object source, IReadOnlyList<KeyValuePair<string, MetadataValue>> fields)
    {
        public readonly object Source = source;
        public readonly IReadOnlyList<KeyValuePair<string, MetadataValue>> Fields = fields;
        public readonly Metadata Map = [];
        public readonly MetadataList List = [];
        public int Next;
    }

    public static SerializableObject Clone(SerializableObject source) => Clone(source, FieldWriter.FieldsOf(source));

    /// <summary>A copy of everything but the children, which are not copied first.</summary>
    public static SerializableObject CloneWithoutChildren(Composition source) => Clone(source,
        [.. FieldWriter.FieldsOf(source).Select(field => field.Key == "children" ? new(field.Key, new MetadataList()) : field)]);

    private static SerializableObject Clone(SerializableObject source, IReadOnlyList<KeyValuePair<string, MetadataValue>> fields)
    {
        var open = new Stack<Level>();
        var path = new HashSet<object>(ReferenceEqualityComparer.Instance);
        path.Add(source);
        open.Push(new(source, fields));
        while (true)
        {
            var level = open.Peek();
            if (level.Next < level.Fields.Count)
            {
                var value = level.Fields[level.Next].Value;
                if (value.Reference is MetadataList or Metadata or SerializableObject)
                    Open(value.Reference);
                else
                    Put(level, value);
                continue;
            }
            open.Pop();
            path.Remove(level.Source);
            var done = Close(level);
            if (open.Count == 0)
                return (SerializableObject)done.Reference!;
            Put(open.Peek(), done);
        }

        void Open(object container)
        {
            if (!path.Add(container))
                throw new OtioException(OtioError.Cycle, "an object contains itself");
            open.Push(new(container, container switch
            {
                SerializableObject value => FieldWriter.FieldsOf(value),
                Metadata map => [.. map],
                _ => [.. ((MetadataList)container).Select(value => new KeyValuePair<string, MetadataValue>("", value))],
            }));
        }
    }

    private static void Put(Level level, MetadataValue value)
    {
        if (level.Source is MetadataList)
            level.List.Add(value);
        else
            level.Map.TryAdd(level.Fields[level.Next].Key, value);
        level.Next++;
    }

    private static MetadataValue Close(Level level)
    {
        if (level.Source is MetadataList)
            return level.List;
        if (level.Source is Metadata)
            return level.Map;
        var source = (SerializableObject)level.Source;
        var copy = source.NewInstance();
        if (copy.GetType() != source.GetType())
            throw new InvalidOperationException($"{source.GetType()} must override NewInstance to be cloned");
        var reader = new FieldReader(() => source.SchemaName).On(level.Map, 0);
        copy.ReadFields(reader);
        reader.KeepRest(copy);
        return copy;
    }
}
