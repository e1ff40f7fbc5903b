/** The alarm for an immediate threat: bursts made by WebAudio, again and again until a person takes the case.
 *
 * Browsers are mute until somebody has pressed something, so "start shift" wakes the sound and plays it once.
 */
const AGAIN_MS = 4_000;
/** Three short pulses, rising: pulses are told apart from each other and from ringing phones, melodies are not. */
const PULSES: readonly (readonly [at: number, hertz: number])[] = [
  [0, 740],
  [0.18, 740],
  [0.36, 988],
];
const PULSE_S = 0.13;

let context: AudioContext | null = null;
let awake = $state(false);
let ringing: ReturnType<typeof setInterval> | null = null;

function watch(): void {
  awake = context?.state === 'running';
}

function pulse(at: number, hertz: number, loudness: number): void {
  if (context === null) return;
  const tone = context.createOscillator();
  const volume = context.createGain();
  const start = context.currentTime + at;
  tone.type = 'triangle';
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(loudness, start + 0.015);
  volume.gain.setValueAtTime(loudness, start + PULSE_S - 0.03);
  volume.gain.linearRampToValueAtTime(0, start + PULSE_S);
  tone.connect(volume).connect(context.destination);
  tone.start(start);
  tone.stop(start + PULSE_S);
}

function burst(): void {
  for (const [at, hertz] of PULSES) pulse(at, hertz, 0.35);
}

/** Must be called out of a key or a click; plays the alarm once so that the person hears that it works. */
export async function wakeSound(): Promise<void> {
  context ??= new AudioContext();
  context.onstatechange = watch;
  await context.resume();
  watch();
  burst();
}

/** A short tone for a command that was taken or refused; silent while the browser mutes. */
export function tick(good: boolean): void {
  if (!awake) return;
  pulse(0, good ? 660 : 220, 0.12);
}

/** Whether the browser lets us be heard. */
export function soundOn(): boolean {
  return awake;
}

/** Ring until told otherwise. */
export function ring(wanted: boolean): void {
  if (wanted && ringing === null) {
    if (awake) burst();
    ringing = setInterval(() => {
      if (awake) burst();
    }, AGAIN_MS);
  } else if (!wanted && ringing !== null) {
    clearInterval(ringing);
    ringing = null;
  }
}

export function isRinging(): boolean {
  return ringing !== null;
}
