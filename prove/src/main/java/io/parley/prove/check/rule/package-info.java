/// The rules, one promise and one file each.
@NullMarked
package io.parley.prove.check.rule;

import org.jspecify.annotations.NullMarked;
