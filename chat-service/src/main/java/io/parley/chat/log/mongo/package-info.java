/// The log on MongoDB. An event's primary key is its place, `<conversation>:<12-digit sequence>`,
/// so the store itself lets exactly one writer have the next sequence, and a stretch of a log is
/// read by exact keys. Everything durable is written with `w: majority` and read with majority
/// concern; no transaction, no lock, no clock of a node decides.
///
/// | collection | one document a | holds |
/// |---|---|---|
/// | `chat_events` | event | key, type, by, at, running count of messages, fingerprint, sealed body; a message's present state |
/// | `chat_heads` | conversation | epoch, first, and a hint of the head: everything up to it is applied to present states |
///
/// The way of a draft: [BatchAppender] queues it in its conversation's [Mailbox]; [Writer] numbers
/// and inserts it with others; [Outcomes] finds out what became of those whose insert was refused
/// or did not answer; [Projector] applies what changes a present state; then the sender learns of
/// it.
///
/// Where another node writes to the same conversation all the time, a rival ([Rivals]), this node
/// relays its drafts ([Relays]): those of one mailbox, a parcel ([Parcels]), go by the
/// [io.parley.chat.log.Courier] to the rival, which writes them for their giver.
@NullMarked
package io.parley.chat.log.mongo;

import org.jspecify.annotations.NullMarked;
