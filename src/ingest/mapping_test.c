/* Columns and fields: names in many languages, mappings written and read again, templates. */
#include "testing.h"

TEST(ingest_templates_import)
{
    for (ri_record_kind kind = 0; kind < RI_RECORD_KINDS; kind++) {
        struct ri_arena mem;
        struct import   all;
        const char     *text;
        ri_arena_init(&mem, 1 << 16);
        CHECK_STATUS(ri_ingest_template(kind, &mem, &text, NULL), RI_OK);
        import_text(&all, kind, text, none);
        if (all.status != RI_OK)
            ri_test_fail(__FILE__, __LINE__, "%s: %s", ri_record_of(kind)->name, all.err.message);
        CHECK_INT(all.rows, 1);
        CHECK_TEXT(all.rejects, "");
        import_close(&all);
        ri_arena_release(&mem);
    }
}

TEST(ingest_mapping_goes_round)
{
    static const char        text[] = "Bon;Tag;Ware;Zahl;Geld;Laden\n1;5.8.2024;A;2;1.250,00;x\n";
    static const char *const sets[] = {"transaction=Bon", "sold_at=Tag",   "product=Ware",
                                       "quantity=Zahl",   "unit_price=#5", "store==S07",
                                       "date=dmy",        "currency=EUR",  NULL};
    struct import            first, second;
    struct ri_arena          mem;
    const char              *yaml;
    ri_arena_init(&mem, 1 << 16);
    import_text(&first, RI_SALES, text, sets);
    CHECK_STATUS(first.status, RI_OK);
    CHECK_INT(first.gross, 250000);
    CHECK_TEXT(text_cell(&first, RI_SALE_STORE, 0), "S07");
    CHECK_TEXT(text_cell(&first, RI_SALE_FIELDS, 0), "{\"Laden\":\"x\"}");
    CHECK_STATUS(ri_ingest_mapping(first.ingest, &mem, &yaml, NULL), RI_OK);
    CHECK_SAYS(yaml, "unit_price: Geld\n");
    const struct ri_ingest_options stored = {.mapping = yaml, .mapping_name = "m.yaml"};
    import_options(&second, RI_SALES, fd_of(text, sizeof text - 1), &stored);
    CHECK_STATUS(second.status, RI_OK);
    CHECK_INT(second.gross, 250000);
    CHECK_TEXT(text_cell(&second, RI_SALE_STORE, 0), "S07");
    CHECK_TEXT(second.plan->date_order, "dmy");
    CHECK_TEXT(second.plan->currency, "EUR");
    import_close(&first);
    import_close(&second);
    static const struct {
        const char *yaml, *says;
    } bad[] = {{"fields:\n  prodct: x\n", "m.yaml: line 2: 'prodct'"},
               {"fields:\n  product: Nope\n", "m.yaml: line 2: there is no column 'Nope'"},
               {"settings:\n  date: soon\n", "must be one of dmy, mdy, ymd"},
               {"feilds:\n", "'feilds' is none of"},
               {"kind: stock\n", "is a mapping of stock, not of sales"},
               {"fields: [a]\n", "must be a list of name: value"},
               {"fields: {product: [a]}\n", "must be one value"},
               {"a: [", "not YAML"}};
    for (size_t i = 0; i < RI_COUNT(bad); i++) {
        const struct ri_ingest_options options = {.mapping = bad[i].yaml, .mapping_name = "m.yaml"};
        import_options(&first, RI_SALES, fd_of(text, sizeof text - 1), &options);
        CHECK_STATUS(first.status, RI_EUSAGE);
        CHECK_SAYS(first.err.message, bad[i].says);
        import_close(&first);
    }
    ri_arena_release(&mem);
}

TEST(ingest_finds_columns_in_many_languages)
{
    static const char *const files[] = {
        "Rechnungsnr;Datum;Artikelnr;Menge;Einzelpreis;Filiale\nR;25.3.2024;A;2;1,25;S\n",
        "facture;date;r\xc3\xa9"
        "f\xc3\xa9rence;quantit\xc3\xa9;prix unitaire;magasin\nR;25/3/2024;A;2;1,25;S\n",
        "factura;fecha;art\xc3\xad"
        "culo;cantidad;precio unitario;tienda\nR;25/3/2024;A;2;1,25;S\n",
        "fattura;data;articolo;quantit\xc3\xa0;prezzo unitario;negozio\nR;25/3/2024;A;2;1,25;S\n",
        "recibo;data;produto;quantidade;pre\xc3\xa7o;loja\nR;25/3/2024;A;2;1,25;S\n",
        "bonnummer;datum;artikelnummer;aantal;prijs;winkel\nR;25-3-2024;A;2;1,25;S\n",
        "fi\xc5\x9f no;tarih;\xc3\xbcr\xc3\xbcn kodu;adet;birim fiyat\xc4\xb1;ma\xc4\x9f"
        "aza\nR;25.3.2024;A;2;1,25;S\n",
        "nr paragonu;data;towar;ilo\xc5\x9b\xc4\x87;cena;sklep\nR;25.3.2024;A;2;1,25;S\n",
    };
    for (size_t i = 0; i < RI_COUNT(files); i++) {
        struct import all;
        import_text(&all, RI_SALES, files[i], none);
        if (all.status != RI_OK) ri_test_fail(__FILE__, __LINE__, "%zu: %s", i, all.err.message);
        CHECK_INT(all.gross, 250);
        if (all.status == RI_OK) {
            CHECK_TEXT(text_cell(&all, RI_SALE_TRANSACTION, 0), "R");
            CHECK_TEXT(text_cell(&all, RI_SALE_PRODUCT, 0), "A");
            CHECK_TEXT(text_cell(&all, RI_SALE_STORE, 0), "S");
        }
        import_close(&all);
    }
}

TEST(ingest_keeps_attributes)
{
    struct import all;
    import_text(&all, RI_SALES,
                "receipt,date,sku,qty,price,Color,\"We "
                "\"\"say\"\"\",Empty\nR1,2024-03-25,A,1,1,red,\"a\tb\",\nR1,2024-03-25,B,1,1,,,\n",
                none);
    CHECK_TEXT(text_cell(&all, RI_SALE_FIELDS, 0),
               "{\"Color\":\"red\",\"We \\\"say\\\"\":\"a\\tb\"}");
    CHECK_TEXT(text_cell(&all, RI_SALE_FIELDS, 1), "(missing)");
    CHECK_SAYS(note_about(&all, "attributes")->evidence, "Color, We \"say\", Empty");
    import_close(&all);
}

TEST(ingest_leaves_people_out_of_attributes)
{
    static const char        text[] = "Date,Item,Qty,Price,E-Mail,Shipping Address 1,Phone,Gift\n"
                                      "2026-11-20,A,1,2.50,ada@example.com,1 High Street,0123,yes\n";
    static const char *const kept[] = {"customer=", NULL};
    struct import            all;
    import_text(&all, RI_SALES, text, none);
    CHECK_STATUS(all.status, RI_OK);
    CHECK_TEXT(text_cell(&all, RI_SALE_CUSTOMER, 0), "ada@example.com"); /* stored as a pseudonym */
    CHECK_TEXT(text_cell(&all, RI_SALE_FIELDS, 0), "{\"Gift\":\"yes\"}");
    import_close(&all);
    import_text(&all, RI_SALES, text, kept);
    CHECK_STATUS(all.status, RI_OK);
    CHECK_TEXT(text_cell(&all, RI_SALE_FIELDS, 0), "{\"Gift\":\"yes\"}");
    import_close(&all);
}

TEST(ingest_texts_need_room)
{
    struct import all;
    import_text(&all, RI_SALES, SALES "R1,2024-03-25,A,1,1\n", none);
    for (int what = 0; what < 2; what++) {
        ri_status status = RI_ENOMEM;
        size_t    refused = 0;
        for (size_t limit = 0; status != RI_OK && limit < 100000; limit += 512) {
            struct ri_arena mem;
            const char     *text;
            ri_arena_init(&mem, limit);
            status = what ? ri_ingest_template(RI_SALES, &mem, &text, NULL)
                          : ri_ingest_mapping(all.ingest, &mem, &text, NULL);
            if (status != RI_OK) {
                CHECK_STATUS(status, RI_ENOMEM);
                refused++;
            }
            ri_arena_release(&mem);
        }
        CHECK_STATUS(status, RI_OK);
        CHECK(refused > 0);
    }
    import_close(&all);
}

TEST(ingest_mapping_remembers_what_has_no_column)
{
    static const char text[] = "receipt,date,sku,qty,price,customer\nR1,2024-03-25,A,1,1,C\n";
    static const char *const sets[] = {"customer=", NULL};
    struct import            first, second;
    struct ri_arena          mem;
    const char              *yaml;
    ri_arena_init(&mem, 1 << 16);
    import_text(&first, RI_SALES, text, sets);
    CHECK_TEXT(text_cell(&first, RI_SALE_CUSTOMER, 0), "(missing)");
    CHECK_STATUS(ri_ingest_mapping(first.ingest, &mem, &yaml, NULL), RI_OK);
    const struct ri_ingest_options stored = {.mapping = yaml};
    import_options(&second, RI_SALES, fd_of(text, sizeof text - 1), &stored);
    CHECK_TEXT(text_cell(&second, RI_SALE_CUSTOMER, 0), "(missing)");
    import_close(&first);
    import_close(&second);
    ri_arena_release(&mem);
}
