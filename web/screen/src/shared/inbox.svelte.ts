/** One's own inbox: how much is unread, live; and the list, asked for when somebody looks. */
import type { Feed, LiveTopic } from '../live/feed.svelte';
import type { InboxRow } from '../wire';
import { ask, send } from './api';
import { troubleText } from './refusal';

export interface Notice {
  readonly id: number;
  readonly kind: string;
  readonly case: string | null;
  /** The case's number, where the reader may see it. */
  readonly number: string | null;
  readonly ref: string;
  readonly at: string;
  readonly read_at: string | null;
}

interface Page {
  readonly notices: readonly Notice[];
  readonly unread: number;
  readonly more: boolean;
}

export class Inbox {
  shown = $state(false);
  notices = $state.raw<readonly Notice[]>([]);
  more = $state(false);
  trouble = $state('');
  private readonly topic: LiveTopic<InboxRow>;
  private readonly row = $derived.by(() => this.topic.rows.get('inbox'));
  readonly unread = $derived(this.row?.unread ?? 0);
  /** Rises when something new came in. */
  readonly newest = $derived(this.row?.newest ?? 0);

  constructor(feed: Feed, account: string) {
    this.topic = feed.topic<InboxRow>(`inbox:${account}`);
  }

  /** The newest page; what had been unfolded below is folded again. */
  async load(): Promise<void> {
    await this.trying(async () => {
      const page = await ask<Page>('/api/inbox');
      this.notices = page.notices;
      this.more = page.more;
    });
  }

  async older(): Promise<void> {
    const last = this.notices.at(-1);
    if (last === undefined) return;
    await this.trying(async () => {
      const page = await ask<Page>('/api/inbox', { before: String(last.id) });
      this.notices = [...this.notices, ...page.notices];
      this.more = page.more;
    });
  }

  async read(notice: Notice): Promise<void> {
    if (notice.read_at !== null) return;
    await this.say({ notices: [notice.id] });
  }

  /** Only what is in sight: something that came in this moment stays unread. */
  async readAll(): Promise<void> {
    const newest = this.notices[0];
    if (newest !== undefined) await this.say({ up_to: newest.id });
  }

  private async say(body: object): Promise<void> {
    await this.trying(async () => {
      await send('/api/inbox/read', body);
      await this.load();
    });
  }

  private async trying(work: () => Promise<void>): Promise<void> {
    this.trouble = '';
    try {
      await work();
    } catch (error) {
      this.trouble = troubleText(error);
    }
  }
}
