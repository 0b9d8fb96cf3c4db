@NullMarked
package io.parley.prove.report;

import org.jspecify.annotations.NullMarked;
