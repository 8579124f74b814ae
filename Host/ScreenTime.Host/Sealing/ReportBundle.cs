using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Newtonsoft.Json.Linq;
using OpenTimelineIO;
using ScreenTime.Host.Files;
using ScreenTime.Host.Reports;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Sealing;

/// <summary>
/// A sealed report, one file (docs/report.md): the PDF, the JSON, a manifest with their hashes, the public key, the signature over the manifest, a certificate where one was used, and an
/// RFC 3161 time stamp of the signature where one was added.
/// </summary>
public sealed class ReportBundle
{
    /// <summary>The ending of the file's name.</summary>
    public const string Ending = ".screentime";

    internal const string Pdf = "report.pdf", Json = "report.json", Key = "key.der", Certificate = "certificate.der", Manifest = "manifest.json", Signature = "signature.der", TimeStamp = "timestamp.der";
    internal const string Format = "screentime-bundle/1";

    private const long LargestFile = 1L << 30;
    private const string PdfMark = "report-json-sha256:";

    private readonly IReadOnlyList<(string Name, byte[] Content)> _entries;

    private ReportBundle(IReadOnlyList<(string Name, byte[] Content)> entries) => _entries = entries;

    /// <summary>What a PDF of a report carries, so that it cannot be sealed together with another report's JSON.</summary>
    public static string MarkOf(byte[] json) => PdfMark + Convert.ToHexStringLower(SHA256.HashData(json));

    /// <summary>Whether a PDF carries the mark of a report's JSON.</summary>
    internal static bool IsOfOneReport(byte[] pdf, byte[] json) => pdf.AsSpan().IndexOf(Encoding.ASCII.GetBytes(MarkOf(json))) >= 0;

    /// <summary>A file inside; null where there is none.</summary>
    internal byte[]? this[string name] => _entries.FirstOrDefault(entry => entry.Name == name).Content;

    /// <summary>Names of the files inside.</summary>
    internal IEnumerable<string> Names => _entries.Select(entry => entry.Name);

    /// <summary>Reads a bundle; null where the file is none, or one whose form was touched.</summary>
    /// <exception cref="UserException">There is no such file, or it is too large.</exception>
    internal static ReportBundle? Read(string path)
    {
        if (!File.Exists(path))
            throw new UserException(ExitCode.InputMissing, $"there is no file {path}: check the path");
        if (new FileInfo(path).Length > LargestFile)
            throw new UserException(ExitCode.InputInvalid, $"{path} is larger than 1 GiB: it is no sealed report");
        return StoredZip.Read(File.ReadAllBytes(path)) is { } entries ? new ReportBundle(entries) : null;
    }

    /// <summary>Seals a report.</summary>
    /// <param name="pdfPath">Its PDF.</param>
    /// <param name="jsonPath">Its JSON.</param>
    /// <param name="key">The key; the report must have been written with it.</param>
    /// <param name="certificatePath">A certificate of that key, PEM or DER; null for none.</param>
    /// <param name="draftIsMeant">Whether a draft may be sealed.</param>
    /// <param name="output">The bundle.</param>
    /// <exception cref="UserException">
    /// A file is missing or is another report's, the report is a draft or names another key, the analysis beside it is not what it was written from, or the certificate is another key's.
    /// </exception>
    public static void Seal(string pdfPath, string jsonPath, SigningKey key, string? certificatePath, bool draftIsMeant, string output)
    {
        var (pdf, json) = (Read(pdfPath, "PDF"), Read(jsonPath, "JSON"));
        var report = ReportSummary.Parse(json) ?? throw new UserException(ExitCode.InputInvalid, $"{jsonPath} is no report of ScreenTime's: write it with 'screentime report … --format pdf,json'");
        if (!IsOfOneReport(pdf, json))
            throw new UserException(ExitCode.InputInvalid, $"{pdfPath} and {jsonPath} are not of one report: write both again with 'screentime report … --format pdf,json'");
        if (report.Key != key.Fingerprint)
        {
            throw new UserException(
                ExitCode.InputInvalid,
                report.Key.Length == 0
                    ? $"{jsonPath} names no key, and its fingerprint must stand on every page: write the report again with --key"
                    : $"{jsonPath} was written for the key {report.Key}, this one is {key.Fingerprint}: write the report again with --key");
        }

        if (report.IsDraft && !draftIsMeant)
            throw new UserException(ExitCode.InputInvalid, $"{jsonPath} is a draft, and says so on every page: finish the audit and write it again, or seal it as a draft with --draft");
        // Signed figures are those that their signer sees. A report that was written into another folder has nothing beside it to compare with.
        if (Path.GetDirectoryName(Path.GetFullPath(jsonPath)) is { } folder && ReportOriginFiles.AreIn(folder) && ReportOriginFiles.Read(folder) != report.Origin)
        {
            throw new UserException(
                ExitCode.InputInvalid,
                report.Origin is null
                    ? $"{jsonPath} does not say what it was written from, as an earlier version wrote it: write it again"
                    : $"the analysis beside {jsonPath}, its corrections or its audit changed since the report was written: write it again");
        }

        var files = new List<(string Name, byte[] Content)> { (Pdf, pdf), (Json, json), (Key, key.PublicKey) };
        if (certificatePath is not null)
            files.Add((Certificate, ReadCertificate(certificatePath, key)));
        var manifest = Encoding.UTF8.GetBytes(new JObject
        {
            ["format"] = Format,
            ["algorithm"] = key.Algorithm,
            ["files"] = new JArray(files.Select(file => new JObject { ["name"] = file.Name, ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(file.Content)) })),
        }.Lines());
        Write(output, [.. files, (Manifest, manifest), (Signature, key.Sign(manifest))]);
    }

    /// <summary>The bundle with a time stamp, in place of an earlier one.</summary>
    internal void WriteWithTimeStamp(string path, byte[] token) => Write(path, [.. _entries.Where(entry => entry.Name != TimeStamp), (TimeStamp, token)]);

    private static void Write(string path, IReadOnlyList<(string Name, byte[] Content)> entries)
    {
        try
        {
            WholeFile.Write(path, stream => stream.Write(StoredZip.Write(entries)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.OutputUnwritable, $"{path} cannot be written ({exception.Message}): choose another place with --out", exception);
        }
    }

    private static byte[] Read(string path, string what)
    {
        if (!File.Exists(path))
            throw new UserException(ExitCode.InputMissing, $"there is no {what} {path}: 'screentime report … --format pdf,json' writes both");
        return new FileInfo(path).Length <= LargestFile / 4 ? File.ReadAllBytes(path) : throw new UserException(ExitCode.InputInvalid, $"{path} is larger than 256 MiB: it cannot be sealed");
    }

    private static byte[] ReadCertificate(string path, SigningKey key)
    {
        if (!File.Exists(path))
            throw new UserException(ExitCode.InputMissing, $"there is no certificate {path}");
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificateFromFile(path);
            return certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.PublicKey)
                ? certificate.RawData
                : throw new UserException(ExitCode.InputInvalid, $"{path} is the certificate of another key");
        }
        catch (CryptographicException exception)
        {
            throw new UserException(ExitCode.InputInvalid, $"{path} is no X.509 certificate (PEM or DER)", exception);
        }
    }
}
