/** Where this phone is, sent while the page can be seen and once with every press; never with the screen off. */
import { serverNow } from '../shared/clock.svelte';
import { send } from '../shared/api';

export type Whereabouts = 'off' | 'waiting' | 'sent' | 'unsent' | 'refused' | 'missing';
type Source = 'phone' | 'status-press';

const EVERY_MS = 10_000;
const CHOSEN = 'jedel.position';

export class Positions {
  state = $state<Whereabouts>('off');
  /** When the server last had a position from here, ms of the product's clock. */
  sentAt = $state<number | null>(null);
  private watching: number | null = null;
  private lastSent = 0;
  private wanted = false;

  /** While the team is on duty; asks for nothing that the person has not agreed to on this phone. */
  onDuty(duty: boolean): void {
    if (duty === this.wanted) return;
    this.wanted = duty;
    if (!duty) this.stop();
    else if (localStorage.getItem(CHOSEN) === 'yes') this.start();
  }

  /** The person said yes on this phone. */
  allow(): void {
    localStorage.setItem(CHOSEN, 'yes');
    this.start();
  }

  forbid(): void {
    localStorage.setItem(CHOSEN, 'no');
    this.stop();
  }

  /** Begin again after the page was hidden: the browser gives no position to a page nobody sees. */
  seen(visible: boolean): void {
    if (!visible) this.unwatch();
    else if (this.wanted && localStorage.getItem(CHOSEN) === 'yes') this.start();
  }

  /** One fix of the moment of a press. */
  pressed(): void {
    if (this.watching === null) return;
    navigator.geolocation.getCurrentPosition(
      (fix) => void this.report(fix, 'status-press'),
      () => undefined,
      { enableHighAccuracy: true, maximumAge: 5_000, timeout: 8_000 },
    );
  }

  private start(): void {
    if (!('geolocation' in navigator)) {
      this.state = 'missing';
      return;
    }
    if (this.watching !== null) return;
    if (this.state !== 'sent') this.state = 'waiting';
    this.watching = navigator.geolocation.watchPosition(
      (fix) => {
        if (performance.now() - this.lastSent >= EVERY_MS || this.lastSent === 0) void this.report(fix, 'phone');
      },
      (error) => {
        this.state = error.code === error.PERMISSION_DENIED ? 'refused' : 'missing';
        if (error.code === error.PERMISSION_DENIED) this.unwatch();
      },
      { enableHighAccuracy: true, maximumAge: 5_000 },
    );
  }

  private stop(): void {
    this.unwatch();
    this.state = 'off';
  }

  private unwatch(): void {
    if (this.watching !== null) navigator.geolocation.clearWatch(this.watching);
    this.watching = null;
  }

  private async report(fix: GeolocationPosition, source: Source): Promise<void> {
    this.lastSent = performance.now();
    const age = Math.max(0, Date.now() - fix.timestamp);
    const at = serverNow() - age;
    const body = {
      lat: fix.coords.latitude,
      lon: fix.coords.longitude,
      accuracy_m: Math.round(fix.coords.accuracy),
      at: new Date(at).toISOString(),
      source,
    };
    try {
      await send('/api/positions', body);
      this.sentAt = at;
      this.state = 'sent';
    } catch {
      // An old position is worth nothing later: the next one is sent when the network is back.
      this.state = 'unsent';
    }
  }
}
