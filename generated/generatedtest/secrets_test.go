package generatedtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/atlasrestore/atlasrestore/generated/atlas20250312"
	"github.com/atlasrestore/atlasrestore/generated/atlasv1"
)

// decoded makes a value of a type from its JSON.
func decoded[T any](t *testing.T, body string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// What is printed or logged shows no download link and no header value; what
// is encoded is whole.
func TestSecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	const (
		link   = `"https://restore-1.example:27017/s3cr3t/restore.tar.gz"`
		cloud  = `{"deliveryType":"download","deliveryUrl":[` + link + `],"components":[{"downloadUrl":` + link + `,"privateDownloadDeliveryUrls":[{"deliveryUrl":` + link + `}]}],"privateDownloadDeliveryUrls":[{"deliveryUrl":` + link + `,"endpointId":"vpce-1"}]}`
		legacy = `{"delivery":{"methodName":"HTTP","authHeader":"x-auth","authValue":"s3cr3t","url":` + link + `,"urlV2":` + link + `}}`
		shot   = `{"snapshotUrl":` + link + `}`
	)
	cloudJob := decoded[atlas20250312.CloudRestoreJob](t, cloud)
	for name, v := range map[string]any{
		"cloud job":         cloudJob,
		"pointer":           &cloudJob,
		"slice":             []atlas20250312.CloudRestoreJob{cloudJob},
		"slice of pointers": []*atlas20250312.CloudRestoreJob{&cloudJob}[0],
		"within a struct":   struct{ Job atlas20250312.CloudRestoreJob }{cloudJob},
		"page":              decoded[atlas20250312.CloudRestoreJobPage](t, `{"results":[`+cloud+`]}`),
		"serverless job":    decoded[atlas20250312.ServerlessRestoreJob](t, `{"deliveryUrl":[`+link+`]}`),
		"legacy job":        decoded[atlas20250312.LegacyRestoreJob](t, legacy),
		"legacy page":       decoded[atlas20250312.LegacyRestoreJobPage](t, `{"results":[`+legacy+`]}`),
		"flex job":          decoded[atlas20250312.FlexRestoreJob](t, shot),
		"tenant job":        decoded[atlasv1.TenantRestoreJob](t, shot),
		"job of v1.0":       decoded[atlasv1.CloudRestoreJob](t, cloud),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var text, asJSON bytes.Buffer
			slog.New(slog.NewTextHandler(&text, nil)).Info("job", "job", v)
			printed := []string{text.String()}
			if name != "slice" && name != "within a struct" { // there encoding/json writes, which is for the wire
				slog.New(slog.NewJSONHandler(&asJSON, nil)).Info("job", "job", v)
				printed = append(printed, asJSON.String())
			}
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
				printed = append(printed, fmt.Sprintf(verb, v))
			}
			printed = append(printed, fmt.Sprint(v))
			for _, p := range printed {
				if strings.Contains(p, "s3cr3t") || !strings.Contains(p, "[redacted]") {
					t.Errorf("printed %s", p)
				}
			}
			wire, err := json.Marshal(v)
			if err != nil || !strings.Contains(string(wire), "s3cr3t") {
				t.Errorf("encoded %s, %v: want all of it", wire, err)
			}
		})
	}
	if cloudJob.DeliveryURL[0] != "https://restore-1.example:27017/s3cr3t/restore.tar.gz" {
		t.Errorf("printing changed the job: %q", cloudJob.DeliveryURL[0])
	}
	if got := fmt.Sprint((*atlas20250312.CloudRestoreJob)(nil)); got != "<nil>" {
		t.Errorf("no job prints %q", got)
	}
}
