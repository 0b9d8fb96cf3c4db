/// `./parley backup` and `./parley restore`: everything of the document store in one portable file.
@NullMarked
package io.parley.standalone.backup;

import org.jspecify.annotations.NullMarked;
