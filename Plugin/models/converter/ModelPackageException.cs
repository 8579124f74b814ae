namespace ScreenTime.ModelConverter;

/// <summary>A package or a model in it is not what the converter expects; the message is one sentence for the user.</summary>
public sealed class ModelPackageException : Exception
{
    /// <summary>Creates the exception with its sentence: what is wrong, where, and what to do.</summary>
    public ModelPackageException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its sentence and the error below it.</summary>
    public ModelPackageException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
