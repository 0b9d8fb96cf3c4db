import type { MessageStatus } from '@parley/sdk';

export type TickStatus = MessageStatus | 'pending' | 'failed';

const LABELS: Readonly<Record<TickStatus, string>> = {
  pending: 'Sending',
  failed: 'Not sent',
  sent: 'Sent',
  delivered: 'Delivered',
  read: 'Read',
};

/** A clock while a message is on its way, one tick once it is stored, two when delivered, coloured when read. */
export function Ticks({ status }: { status: TickStatus }) {
  return (
    <span
      className={`ticks ticks-${status}`}
      role="img"
      aria-label={LABELS[status]}
      title={LABELS[status]}
      data-testid="ticks"
      data-status={status}
    >
      <svg
        width="18"
        height="12"
        viewBox="0 0 18 12"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.7"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        <Shape status={status} />
      </svg>
    </span>
  );
}

function Shape({ status }: { status: TickStatus }) {
  switch (status) {
    case 'pending':
      return (
        <>
          <circle cx="11" cy="6" r="4.6" />
          <path d="M11 3.6V6l1.7 1.2" />
        </>
      );
    case 'failed':
      return (
        <>
          <circle cx="11" cy="6" r="4.6" />
          <path d="M11 3.6v2.8M11 8.4v.1" />
        </>
      );
    case 'sent':
      return <path d="m5.5 6.4 3 3L15 2.6" />;
    case 'delivered':
    case 'read':
      return (
        <>
          <path d="m1.5 6.4 3 3L11 2.6" />
          <path d="m7.6 8.6.9.8L15 2.6" />
        </>
      );
  }
}
