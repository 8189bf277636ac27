package org.hospitalhub.service.payload;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Format;
import org.hospitalhub.rules.Field;

/** The format {@code date}: YYYY-MM-DD and a day of the calendar. */
final class CalendarDate implements Format {

    @Override
    public String getName() {
        return "date";
    }

    @Override
    public boolean matches(ExecutionContext context, String value) {
        return new Field("$", value).date().isPresent();
    }
}
