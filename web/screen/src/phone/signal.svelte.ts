/** What the phone does to be noticed: tones made by WebAudio and vibration, again until somebody answers. */
type Tone = readonly [at: number, hertz: number];
export type Call = 'offer' | 'cancelled';

/** An offer rises, a cancellation falls; each is told from the other without looking. */
const TONES: Readonly<Record<Call, readonly Tone[]>> = {
  offer: [
    [0, 660],
    [0.2, 880],
    [0.5, 660],
    [0.7, 880],
  ],
  cancelled: [
    [0, 620],
    [0.3, 440],
    [0.6, 310],
  ],
};
const SHAKES: Readonly<Record<Call, number[]>> = { offer: [300, 120, 300, 120, 600], cancelled: [900, 200, 900] };
const TONE_S = 0.16;
const AGAIN_MS = 5_000;

let context: AudioContext | null = null;
let awake = $state(false);
let calling: Call | null = null;
let timer: ReturnType<typeof setInterval> | null = null;

/** Browsers are mute until the person has touched the page: called from every touch until it works. */
export async function wakeSound(): Promise<void> {
  context ??= new AudioContext();
  context.onstatechange = () => {
    awake = context?.state === 'running';
  };
  await context.resume();
  awake = context.state === 'running';
}

export function soundOn(): boolean {
  return awake;
}

function tone([at, hertz]: Tone): void {
  if (context === null || context.state !== 'running') return;
  const source = context.createOscillator();
  const volume = context.createGain();
  const start = context.currentTime + at;
  source.type = 'triangle';
  source.frequency.value = hertz;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(0.5, start + 0.02);
  volume.gain.setValueAtTime(0.5, start + TONE_S - 0.03);
  volume.gain.linearRampToValueAtTime(0, start + TONE_S);
  source.connect(volume).connect(context.destination);
  source.start(start);
  source.stop(start + TONE_S);
}

export function once(call: Call): void {
  TONES[call].forEach(tone);
  // Not there on every phone, and ignored before the first touch.
  if ('vibrate' in navigator) navigator.vibrate(SHAKES[call]);
}

/** Call until told otherwise; null is silence. */
export function keepCalling(call: Call | null): void {
  if (call === calling) return;
  if (timer !== null) clearInterval(timer);
  timer = null;
  calling = call;
  if (call === null) return;
  once(call);
  timer = setInterval(() => once(call), AGAIN_MS);
}
