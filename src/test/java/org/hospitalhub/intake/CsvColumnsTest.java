package org.hospitalhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which columns become the payload. */
class CsvColumnsTest {

    @Test
    void aTextOfThePayloadItselfNeedsNoDotAndTheHospitalsOwnColumnsStayOut() throws Exception {
        CsvColumns columns = new CsvColumns(List.of("module", "own", "parameters.0", "$.service"), Set.of("module"));
        assertThat(columns.payload(List.of("pspsmi", "ward 3", "8001011004", "PBR001")))
                .hasToString("{\"module\":\"pspsmi\",\"parameters\":{\"0\":\"8001011004\"},\"service\":\"PBR001\"}");
        assertThat(columns.jsonPath(1)).isEqualTo("$");
    }

    @Test
    void columnsOfOneObjectMakeOneObjectWhateverTheCaseOfTheirNames() throws Exception {
        CsvColumns columns = new CsvColumns(List.of("Patient.FamilyName", "patient.firstName"), Set.of());
        assertThat(columns.payload(List.of("A", "B")))
                .hasToString("{\"Patient\":{\"FamilyName\":\"A\",\"firstName\":\"B\"}}");
    }
}
