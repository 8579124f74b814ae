namespace OpenTimelineIO;

/// <summary>Why an <see cref="OtioException"/> was thrown.</summary>
public enum OtioError
{
    /// <summary>The text is not strict JSON in UTF-8.</summary>
    MalformedJson,
    /// <summary>A limit of the options was exceeded: depth, size, text length or number of values.</summary>
    LimitExceeded,
    /// <summary>An <c>OTIO_SCHEMA</c> is not of the form <c>Name.Version</c>.</summary>
    MalformedSchema,
    /// <summary>A schema's version is above the highest known one.</summary>
    NewerSchemaVersion,
    /// <summary>A required field is absent.</summary>
    MissingField,
    /// <summary>A field holds a value of the wrong type, or an object of the wrong schema.</summary>
    WrongType,
    /// <summary>The document holds no OTIO object at its top.</summary>
    NotAnObject,
    /// <summary>An object contains itself.</summary>
    Cycle,
    /// <summary>An object would get a second parent.</summary>
    AlreadyHasParent,
    /// <summary>An object is not inside the composition it was looked for in.</summary>
    NotAChild,
    /// <summary>Two items share no ancestor, so that no time of one is a time of the other.</summary>
    NoCommonAncestor,
    /// <summary>A range or duration cannot be known: no source range and no media with an available range.</summary>
    NoRange,
    /// <summary>A time, rate or timecode is not valid.</summary>
    InvalidTime,
    /// <summary>A schema version was asked for that nothing can write.</summary>
    CannotDowngrade,
    /// <summary>An edit is impossible on this track.</summary>
    InvalidEdit,
    /// <summary>A bundle or one of its entries is not valid.</summary>
    InvalidBundle,
    /// <summary>A file is of no known kind.</summary>
    UnknownFileKind,
    /// <summary>A <c>SerializableObjectRef</c> names no object of its document.</summary>
    UnresolvedReference,
    /// <summary>Two objects of a document have one <c>OTIO_REF_ID</c>.</summary>
    DuplicateReference,
    /// <summary>A file of a format other than OTIO's is malformed; the message says where.</summary>
    MalformedFile,
    /// <summary>Neither the file nor the options say something that is needed, such as the frame rate; the message says what.</summary>
    MissingOption,
}
