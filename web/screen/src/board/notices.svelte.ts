/** What the server answered to what was just done: in words, newest first, gone by itself when it was good. */
export interface Notice {
  readonly id: number;
  readonly kind: 'sending' | 'done' | 'refused';
  readonly text: string;
  /** Which command about which case: done at last, its refusals are no longer true. */
  readonly about: string;
}

const DONE_MS = 4_000;
const REFUSED_MS = 20_000;
const KEPT = 4;

export class Notices {
  all = $state.raw<readonly Notice[]>([]);
  private next = 1;

  say(kind: Notice['kind'], text: string, about = ''): number {
    const id = this.next;
    this.next += 1;
    this.put({ id, kind, text, about });
    return id;
  }

  /** The same notice, further on: sent becomes done or refused. */
  change(id: number, kind: Notice['kind'], text: string, about = ''): void {
    this.put({ id, kind, text, about });
  }

  /** Newest first; of what went well only the last is worth a glance. */
  private put(notice: Notice): void {
    const over = (each: Notice): boolean => notice.kind === 'done' && (each.kind === 'done' || (each.about !== '' && each.about === notice.about));
    const others = this.all.filter((each) => each.id !== notice.id && !over(each));
    this.all = [notice, ...others].slice(0, KEPT);
    this.expire(notice.id, notice.kind);
  }

  drop(id: number): void {
    this.all = this.all.filter((notice) => notice.id !== id);
  }

  private expire(id: number, kind: Notice['kind']): void {
    if (kind === 'sending') return;
    setTimeout(() => this.drop(id), kind === 'done' ? DONE_MS : REFUSED_MS);
  }
}
