package gen

import "testing"

func TestGoNames(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, upper, lower string }{
		{"groupId", "GroupID", "groupID"},
		{"id", "ID", "id"},
		{"_id", "ID", "id"},
		{"name", "Name", "name"},
		{"type", "Type", "typeParam"},
		{"ctx", "Ctx", "ctxParam"},
		{"deliveryUrl", "DeliveryURL", "deliveryURL"},
		{"privateDownloadDeliveryUrls", "PrivateDownloadDeliveryURLs", "privateDownloadDeliveryURLs"},
		{"urlV2", "URLV2", "urlV2"},
		{"oplogTs", "OplogTS", "oplogTS"},
		{"pointInTimeUTCSeconds", "PointInTimeUTCSeconds", "pointInTimeUTCSeconds"},
		{"pointInTimeUtcSeconds", "PointInTimeUTCSeconds", "pointInTimeUTCSeconds"},
		{"masterKeyUUID", "MasterKeyUUID", "masterKeyUUID"},
		{"CLIENT_PIT_HTTP", "ClientPITHTTP", "clientPITHTTP"},
		{"AUTOMATED_RESTORE", "AutomatedRestore", "automatedRestore"},
		{"pointInTime", "PointInTime", "pointInTime"},
		{"SHA1", "SHA1", "sha1"},
		{"listFTSIndexes", "ListFTSIndexes", "listFTSIndexes"},
		{"ipAddresses", "IPAddresses", "ipAddresses"},
		{"clusterIDs", "ClusterIDs", "clusterIDs"},
		{"x-y.z", "XYZ", "xYZ"},
		{"CloudRestoreJob", "CloudRestoreJob", "cloudRestoreJob"},
		{"BSONTimestamp", "BSONTimestamp", "bsonTimestamp"},
		{"3xx", "X3xx", "x3xx"},
		{"", "X", "x"},
		{"日本", "X日本", "x日本"},
	}
	for _, tt := range tests {
		if got := upperCamel(tt.in); got != tt.upper {
			t.Errorf("upperCamel(%q) = %q, want %q", tt.in, got, tt.upper)
		}
		if got := lowerCamel(tt.in); got != tt.lower {
			t.Errorf("lowerCamel(%q) = %q, want %q", tt.in, got, tt.lower)
		}
	}
}
