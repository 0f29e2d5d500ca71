# Switches the REST interface on, gives the administrator a key and adds a field for a report's id.
# Arguments: database, key.
require "sqlite3"

database = SQLite3::Database.new(ARGV.fetch(0))
now = Time.now.utc.strftime("%Y-%m-%d %H:%M:%S")
insert = lambda do |table, values|
  marks = Array.new(values.size, "?").join(", ")
  database.execute("INSERT INTO #{table} (#{values.keys.join(', ')}) VALUES (#{marks})", values.values)
  database.last_insert_row_id
end
insert.("settings", { "name" => "rest_api_enabled", "value" => "1", "updated_on" => now })
database.execute("UPDATE users SET must_change_passwd = 0 WHERE login = 'admin'")
admin = database.get_first_value("SELECT id FROM users WHERE login = 'admin'")
insert.("tokens", { "user_id" => admin, "action" => "api", "value" => ARGV.fetch(1), "created_on" => now, "updated_on" => now })
field = insert.("custom_fields", {
  "type" => "IssueCustomField", "name" => "Report id", "field_format" => "string",
  "is_for_all" => 1, "is_filter" => 1, "searchable" => 1, "editable" => 1, "visible" => 1, "position" => 1,
})
database.execute("SELECT id FROM trackers").flatten.each do |tracker|
  insert.("custom_fields_trackers", { "custom_field_id" => field, "tracker_id" => tracker })
end
