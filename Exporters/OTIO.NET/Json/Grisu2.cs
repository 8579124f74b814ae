using System.Numerics;

namespace OpenTimelineIO;

/// <summary>
/// The digits of a double as the reference prints them: Grisu2 (Florian Loitsch, "Printing Floating-Point Numbers Quickly and
/// Accurately with Integers", 2010) as RapidJSON has it. They always read back as the same double and are the shortest for all
/// but about one double in a thousand; for those few only the same algorithm gives the same bytes.
/// </summary>
internal static class Grisu2
{
    private const int FirstPower = -348;
    private const int PowerStep = 8;

    // 10^-348, 10^-340 … 10^340 as 64-bit significands and binary exponents.
    private static readonly (ulong F, int E)[] s_powers = [.. Enumerable.Range(0, 87).Select(i => Power(FirstPower + i * PowerStep))];

    private static readonly ulong[] s_tens = [.. Enumerable.Range(0, 20).Select(i => (ulong)BigInteger.Pow(10, i))];

    /// <summary>The digits of a positive, finite number, and the power of ten that their last one counts.</summary>
    /// <param name="value">The number.</param>
    /// <param name="digits">Room for 20 digits.</param>
    /// <param name="exponent">The power of ten.</param>
    /// <returns>How many digits there are.</returns>
    public static int Digits(double value, Span<char> digits, out int exponent)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value);
        const ulong Hidden = 1UL << 52;
        var biased = (int)(bits >> 52 & 0x7FF);
        var f = (bits & (Hidden - 1)) + (biased != 0 ? Hidden : 0);
        var e = biased != 0 ? biased - 1075 : -1074;

        // The borders half way to the neighbours, at one exponent.
        var (plusF, plusE) = Normalized((f << 1) + 1, e - 1);
        var (minusF, minusE) = f == Hidden ? ((f << 2) - 1, e - 2) : ((f << 1) - 1, e - 1);
        minusF <<= minusE - plusE;

        var dk = (-61 - plusE) * 0.30102999566398114 + 347;
        var index = ((int)Math.Ceiling(dk) >> 3) + 1;
        exponent = -(FirstPower + index * PowerStep);
        var power = s_powers[index];
        var (exactF, exactE) = Normalized(f, e);
        var exact = Product(exactF, power.F);
        var top = Product(plusF, power.F) - 1;
        var bottom = Product(minusF, power.F) + 1;
        return Generate(exact, top, plusE + power.E + 64, top - bottom, digits, ref exponent);
    }

    private static int Generate(ulong exact, ulong top, int e, ulong delta, Span<char> digits, ref int exponent)
    {
        var one = 1UL << -e;
        var distance = top - exact;
        var whole = (uint)(top >> -e);
        var fraction = top & (one - 1);
        var length = 0;
        for (var kappa = Math.Min(CountDigits(whole), 9); kappa > 0;)
        {
            var (digit, rest) = Math.DivRem(whole, (uint)s_tens[kappa - 1]);
            whole = rest;
            if (digit != 0 || length > 0)
                digits[length++] = (char)('0' + digit);
            kappa--;
            var left = ((ulong)whole << -e) + fraction;
            if (left > delta)
                continue;
            exponent += kappa;
            Round(digits, length, delta, left, s_tens[kappa] << -e, distance);
            return length;
        }
        for (var kappa = 0; ;)
        {
            fraction *= 10;
            delta *= 10;
            var digit = (uint)(fraction >> -e);
            if (digit != 0 || length > 0)
                digits[length++] = (char)('0' + digit);
            fraction &= one - 1;
            kappa++;
            if (fraction >= delta)
                continue;
            exponent -= kappa;
            Round(digits, length, delta, fraction, one, unchecked(distance * (kappa < 20 ? s_tens[kappa] : 0)));
            return length;
        }
    }

    // Moves the last digit towards the exact value as long as that stays inside the borders.
    private static void Round(Span<char> digits, int length, ulong delta, ulong rest, ulong ten, ulong distance)
    {
        unchecked
        {
            while (rest < distance && delta - rest >= ten && (rest + ten < distance || distance - rest > rest + ten - distance))
            {
                digits[length - 1]--;
                rest += ten;
            }
        }
    }

    private static int CountDigits(uint value)
    {
        var count = 1;
        while (count < 10 && value >= s_tens[count])
            count++;
        return count;
    }

    private static (ulong F, int E) Normalized(ulong f, int e)
    {
        var shift = BitOperations.LeadingZeroCount(f);
        return (f << shift, e - shift);
    }

    private static ulong Product(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high + (low >> 63);
    }

    private static (ulong F, int E) Power(int exponent)
    {
        // 10^exponent as a fraction of whole numbers, scaled so that the quotient has 64 bits, rounded to the nearest.
        var (numerator, denominator) = exponent >= 0
            ? (BigInteger.Pow(10, exponent), BigInteger.One)
            : (BigInteger.One, BigInteger.Pow(10, -exponent));
        var e = (int)(numerator.GetBitLength() - denominator.GetBitLength()) - 64;
        while (true)
        {
            var scaled = e >= 0 ? numerator : numerator << -e;
            var divisor = e >= 0 ? denominator << e : denominator;
            var quotient = (2 * scaled + divisor) / (2 * divisor);
            if (quotient.GetBitLength() <= 64)
                return ((ulong)quotient, e);
            e++;
        }
    }
}
