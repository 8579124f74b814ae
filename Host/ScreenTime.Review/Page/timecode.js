// SMPTE ST 12-1, as in ScreenTime.Sdk.Timecode: drop frame skips the first 2 (4 at 59.94) numbers of each minute but every tenth.
export function timecode(frame, rate) {
  let count = frame + rate.startFrame;
  const nominal = rate.nominal;
  if (rate.dropFrame) {
    const dropped = nominal / 15;
    const inTenMinutes = nominal * 600 - dropped * 9;
    const inMinute = nominal * 60 - dropped;
    const tens = Math.floor(count / inTenMinutes);
    const rest = count % inTenMinutes;
    count += dropped * 9 * tens;
    if (rest >= dropped) count += dropped * Math.floor((rest - dropped) / inMinute);
  }
  const two = (number) => String(number).padStart(2, "0");
  const seconds = Math.floor(count / nominal);
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}${rate.dropFrame ? ";" : ":"}${two(count % nominal)}`;
}

// Real seconds of a number of frames, to the tenth, halves up.
export function seconds(frames, rate) {
  const tenths = Math.floor((frames * rate.rateDenominator * 20 / rate.rateNumerator + 1) / 2);
  return `${Math.floor(tenths / 10)}.${tenths % 10}`;
}
