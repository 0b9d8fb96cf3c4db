/// How conversations look to their members: the lists, counts and summaries that REST answers and
/// `conversation.added` hold, put together from members, logs and marks.
@NullMarked
package io.parley.chat.view;

import org.jspecify.annotations.NullMarked;
